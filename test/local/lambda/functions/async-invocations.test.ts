import {
  type AsyncInvocations,
  createAsyncInvocations,
} from '../../../../src/local/lambda/functions/async-invocations.ts';
import type { InvokeResult } from '../../../../src/local/lambda/functions/function-control.ts';
import { createTestContext, type TestContext } from '../../../support/local-context.ts';
import { turns } from '../../../support/messaging.ts';

describe('asynchronous invocations', () => {
  let context: TestContext;
  let invocations: AsyncInvocations;
  let invoked: string[];
  let answers: (InvokeResult | Error | Promise<InvokeResult>)[];
  beforeEach(() => {
    context = createTestContext();
    invoked = [];
    answers = [];
    invocations = open();
  });
  afterEach(async () => {
    await invocations.close();
    context.dispose();
  });
  const open = () =>
    createAsyncInvocations({
      context,
      functions: {
        async invoke(name, payload) {
          invoked.push(`${name} ${payload}`);
          const answer = (await answers.shift()) ?? { payload: 'null' };
          if (answer instanceof Error) throw answer;
          return answer;
        },
      },
    });
  const failed: InvokeResult = { payload: '{}', functionError: 'Unhandled' };
  const pass = async (ms: number) => {
    context.clock.advance(ms);
    await turns(6);
  };
  const left = () => Number(context.database.get('SELECT count(*) AS n FROM lambda_async')?.['n']);

  it('run at once, and are gone when they succeed', async () => {
    invocations.add('f', '{}');
    expect(invoked).toEqual(['f {}']);
    expect(left()).toBe(1);
    await turns();

    expect(left()).toBe(0);
    await pass(1_000_000);
    expect(invoked).toHaveLength(1);
  });

  it('are tried again after one minute and two more, and then given up', async () => {
    answers = [failed, failed, failed, failed];
    invocations.add('f', '{}');
    await turns();

    await pass(59_999);
    expect(invoked).toHaveLength(1);
    await pass(1);
    expect(invoked).toHaveLength(2);
    await pass(119_999);
    expect(invoked).toHaveLength(2);
    await pass(1);

    expect(invoked).toHaveLength(3);
    expect(left()).toBe(0);
    await pass(1_000_000);
    expect(invoked).toHaveLength(3);
    expect(context.warnings).toEqual([]);
  });

  it('are tried again with a warning when the function was not invoked', async () => {
    answers = [new Error('no such function')];
    invocations.add('f', '{}');
    await turns();
    expect(context.warnings).toEqual(['f was not invoked asynchronously: no such function']);

    await pass(60_000);

    expect(invoked).toHaveLength(2);
    expect(left()).toBe(0);
  });

  it('run beside one another, each once at a time', async () => {
    const { promise, resolve } = Promise.withResolvers<InvokeResult>();
    answers = [promise];
    invocations.add('slow', '1');
    invocations.add('f', '2');
    await turns();

    expect(invoked).toEqual(['slow 1', 'f 2']);
    resolve({ payload: 'null' });
    await turns();
    expect(left()).toBe(0);
  });

  it('go on after a restart when they are due', async () => {
    answers = [failed];
    invocations.add('f', '{}');
    await turns();
    await invocations.close();
    invocations = open();
    await pass(59_999);
    expect(invoked).toHaveLength(1);

    invocations.resume();
    await pass(0);
    expect(invoked).toHaveLength(1);
    await pass(1);

    expect(invoked).toHaveLength(2);
    expect(left()).toBe(0);
  });

  it('are brought to rest, what is not due left out', async () => {
    expect(await invocations.settle()).toBe(false);
    const { promise, resolve } = Promise.withResolvers<InvokeResult>();
    answers = [promise];
    invocations.add('f', '{}');
    let moved: boolean | undefined;
    const settling = invocations.settle().then((value) => {
      moved = value;
    });
    await turns();
    expect(moved).toBeUndefined();
    resolve(failed);
    await settling;

    expect(moved).toBe(true);
    expect(await invocations.settle()).toBe(false);
    expect(left()).toBe(1);
  });

  it('begin no more once they are closed, and keep what is under way', async () => {
    const { promise, resolve } = Promise.withResolvers<InvokeResult>();
    answers = [promise];
    invocations.add('f', '{}');
    let closed = false;
    const closing = invocations.close().then(() => {
      closed = true;
    });
    await turns();
    expect(closed).toBe(false);
    invocations.add('g', '{}');
    resolve({ payload: 'null' });
    await closing;

    expect(invoked).toEqual(['f {}']);
    expect(left()).toBe(2);
  });
});
