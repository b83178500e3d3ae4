import fc from 'fast-check';
import { type Messaging, openMessaging } from '../../support/messaging.ts';

/** Characters that SQS refuses, that JSON escapes or not, and their neighbours that it takes. */
const HOSTILE = ['\0', '\u0001', '\b', '\v', '\u001f', '\ufffe', '\uffff', '\ud800', '\udfff'];
const HARMLESS = ['a', '\t', '\n', '\r', ' ', '"', '\\', '\u007f', '\u2028', '\ufffd', '\ue000', '\ud7ff', '🐎'];
const hostile = fc.string({ unit: fc.constantFrom(...HARMLESS, ...HOSTILE), minLength: 1, maxLength: 6 });

const message = fc.record({
  body: hostile,
  attribute: fc.option(hostile),
  structured: fc.boolean(),
});

/** What SQS takes (API reference, SendMessage), said without the code that is to be held to it. */
const taken = (text: string) =>
  [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    if ([9, 10, 13].includes(code)) return true;
    return code >= 0x20 && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
  });

describe('messages that SQS may refuse', () => {
  it('are delivered, dead letters, or counted: published is the sum of these for each subscription', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 10 }), fc.boolean(), async (messages, batched) => {
        const stack = openMessaging();
        try {
          const TopicArn = await openTopic(stack);
          const inputs = messages.map(inputOf);
          if (batched) {
            const PublishBatchRequestEntries = inputs.map((input, n) => ({ Id: String(n), ...input }));
            const { Failed } = await stack.sns('PublishBatch', { TopicArn, PublishBatchRequestEntries });
            expect(Failed).toEqual([]);
          } else for (const input of inputs) await stack.sns('Publish', { TopicArn, ...input });

          const throughRaw = messages.filter(({ body, attribute }) => taken(body) && taken(attribute ?? ''));
          const wrapped = messages.map((each) => [each, notified(each)] as const);
          const throughWrapped = wrapped.filter(([, json]) => taken(json)).map(([each]) => each);
          const bodies = (list: typeof messages) => list.map(({ body }) => body);
          const messageOf = (body: string) => JSON.parse(body).Message;
          expect(stack.drain('raw')).toEqual(bodies(throughRaw));
          expect(stack.drain('wrapped').map(messageOf)).toEqual(bodies(throughWrapped));
          // A queue that is gone refuses everything; what its dead-letter queue takes is what it would have got.
          expect(stack.drain('dead')).toEqual(bodies(throughRaw));
          const refused = 2 * (messages.length - throughRaw.length);
          const lost = messages.length - throughWrapped.length;
          expect(stack.topics.metrics()['hostile']).toEqual({
            published: messages.length,
            delivered: throughRaw.length + throughWrapped.length,
            filteredOut: 0,
            failed: refused + lost + throughRaw.length,
            redriven: throughRaw.length,
            failedToRedrive: refused,
          });
          expect(stack.warnings).toHaveLength(refused + lost);
          expect(stack.topics.waiting()).toBe(0);
        } finally {
          stack.close();
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Subscriptions: raw with a dead-letter queue, raw to a queue that is gone with it, and wrapped without one. */
async function openTopic(stack: Messaging): Promise<string> {
  for (const name of ['raw', 'wrapped', 'dead']) await stack.queue(name);
  const TopicArn = (await stack.sns('CreateTopic', { Name: 'hostile' })).TopicArn ?? '';
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: stack.queues.arnOf('dead') });
  const subscribe = (name: string, Attributes: object) =>
    stack.sns('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: stack.queues.arnOf(name), Attributes });
  await subscribe('raw', { RawMessageDelivery: 'true', RedrivePolicy });
  await subscribe('gone', { RawMessageDelivery: 'true', RedrivePolicy });
  await subscribe('wrapped', {});
  return TopicArn;
}

type Message = Readonly<{ body: string; attribute: string | null; structured: boolean }>;

/** Half a surrogate pair comes in by an escape within JSON alone: no request holds one as it is. */
function inputOf({ body, attribute, structured }: Message) {
  return {
    ...(structured || !body.isWellFormed()
      ? { Message: JSON.stringify({ default: body }), MessageStructure: 'json' }
      : { Message: body }),
    ...(attribute === null ? {} : { MessageAttributes: { hostile: { DataType: 'String', StringValue: attribute } } }),
  };
}

/** JSON escapes control characters and halves of pairs, but not U+FFFE and U+FFFF. */
function notified({ body, attribute }: Message): string {
  return JSON.stringify({ body, attribute });
}
