import { createFailureHistory } from '../../../src/local/topics/failure-history.ts';
import { TOPIC_SCHEMA } from '../../../src/local/topics/schema.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('the history of what a topic could not deliver', () => {
  let context: TestContext;
  beforeEach(() => {
    context = createTestContext();
    context.database.define(TOPIC_SCHEMA);
  });
  afterEach(() => context.dispose());
  const open = () => createFailureHistory(context);

  it('sums each kind of each topic, by minutes and longer periods', () => {
    const history = open();
    const start = context.clock.now();
    history.count('a', 'failed');
    history.count('a', 'failed');
    history.count('a', 'redriven');
    history.count('b', 'failed');
    context.clock.advance(MINUTE);
    history.count('a', 'failedToRedrive');
    history.count('a', 'failed');
    context.clock.advance(9 * MINUTE);
    history.count('a', 'failed');

    const sums = (what: Parameters<typeof history.count>[1], period: number) =>
      history.sums('a', what, { from: start, to: start + DAY, period }).map(({ at, sum }) => [at - start, sum]);
    expect(sums('failed', MINUTE)).toEqual([
      [0, 2],
      [MINUTE, 1],
      [10 * MINUTE, 1],
    ]);
    expect(sums('failed', 5 * MINUTE)).toEqual([
      [0, 3],
      [10 * MINUTE, 1],
    ]);
    expect(sums('redriven', DAY)).toEqual([[0, 1]]);
    expect(sums('failedToRedrive', DAY)).toEqual([[0, 1]]);
  });

  it('begins with the minute of the start, and ends before the end', () => {
    const history = open();
    const start = context.clock.now();
    history.count('a', 'failed');
    context.clock.advance(MINUTE);
    history.count('a', 'failed');

    const sum = (from: number, to: number) => history.sums('a', 'failed', { from, to, period: DAY });
    expect(sum(start + 59_999, start + MINUTE)).toMatchObject([{ sum: 1 }]);
    expect(sum(start + MINUTE, start + 2 * MINUTE)).toMatchObject([{ sum: 1 }]);
    expect(sum(start + 59_999, start + 2 * MINUTE)).toMatchObject([{ sum: 2 }]);
  });

  it('is still there for the next process, for fifteen days', () => {
    const start = context.clock.now();
    open().count('a', 'failed');
    const minutes = () => open().sums('a', 'failed', { from: 0, to: start + 20 * DAY, period: MINUTE }).length;

    context.clock.advance(15 * DAY);
    open().count('a', 'failed');
    expect(minutes()).toBe(2);
    context.clock.advance(MINUTE);
    open().count('b', 'failed');

    expect(minutes()).toBe(1);
  });
});
