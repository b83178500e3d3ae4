import { bufferedEvent } from '../../../src/domain/archive/buffered-event.ts';
import { parseFilterPolicy } from '../../../src/domain/filter-policy/index.ts';
import { judgeBy } from '../../../src/operator/refill/judge.ts';
import { notification, sqsMessage, TOPIC_ARN } from '../../support/sqs-events.ts';

/** Published at half past six on 15 January. */
const messageOf = (body: string, kind = 'order') => ({
  ...bufferedEvent(sqsMessage(body), TOPIC_ARN),
  messageId: kind,
  receiptHandle: kind,
  traceHeader: undefined,
});
const wrapped = (kind: string) =>
  messageOf(notification('{}', { MessageAttributes: { kind: { Type: 'String', Value: kind } } }));
const policy = parseFilterPolicy('{"kind":["order"]}', 'MessageAttributes');
const published = Date.parse('2026-01-15T18:30:00.123Z');
const aborted = AbortSignal.abort();

const judge = (
  message: ReturnType<typeof messageOf>,
  rules: Partial<Parameters<typeof judgeBy>[1]> = {},
  has = false,
) =>
  judgeBy(
    { cover: async () => {}, has: () => has },
    {
      policy: undefined,
      before: published + 1,
      includeUnidentified: false,
      signal: new AbortController().signal,
      ...rules,
    },
  )(message);

test.each([
  ['lacking', 'is in no archive', judge(wrapped('order'), { policy })],
  [
    'archived',
    'is in the archive, however new it is and whatever it is',
    judge(wrapped('note'), { policy, before: 0 }, true),
  ],
  ['pending', 'is too new to tell, wanted or not', judge(wrapped('note'), { policy, before: published })],
  ['unwanted', 'the filter policy does not take', judge(wrapped('note'), { policy })],
  [
    'unwanted',
    'the filter policy does not take, of the old form too',
    judge(messageOf('{}'), { policy, includeUnidentified: true }),
  ],
  ['unidentified', 'has no id of SNS', judge(messageOf('{}'))],
  ['lacking', 'has no id of SNS where that is included', judge(messageOf('{}'), { includeUnidentified: true })],
  ['pending', 'the archive was not read for to its end', judge(wrapped('order'), { signal: aborted })],
])('%s is what %s', async (verdict, _, judged) => {
  expect(await judged).toBe(verdict);
});

test('the archive is read as far back as an event was published, before it is asked', async () => {
  const asked: unknown[] = [];
  const archived = {
    cover: async (from: number) => void asked.push(from),
    has: () => asked.push('has') > 0,
  };
  const rules = { policy: undefined, before: 0, includeUnidentified: false, signal: new AbortController().signal };

  await judgeBy(archived, rules)(wrapped('order'));

  expect(asked).toEqual([published, 'has']);
});
