import fc from 'fast-check';
import { openMessaging, turns } from '../../support/messaging.ts';

const message = fc.record({
  body: fc.oneof(fc.string({ minLength: 1, unit: 'grapheme' }), fc.json()),
  attributes: fc.nat(12),
  amount: fc.option(fc.nat(200)),
});
const rule = fc.record({
  service: fc.constant('sqs'),
  operation: fc.constantFrom('SendMessage', '*'),
  kind: fc.constantFrom('throttle', 'error', 'latency', 'reset'),
  rate: fc.double({ min: 0, max: 0.9, noNaN: true }),
  ms: fc.nat(5000),
  resource: fc.option(fc.constantFrom('raw', 'wrapped', 'dead'), { nil: undefined }),
});

describe('delivery, under any faults and restarts,', () => {
  it('brings every message to each queue whose filter takes it, once, or to the dead-letter queue', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { maxLength: 12 }),
        fc.array(rule, { maxLength: 3 }),
        fc.nat(1000),
        fc.boolean(),
        async (messages, rules, seed, restart) => {
          let stack = openMessaging();
          try {
            for (const name of ['raw', 'wrapped', 'dead']) await stack.queue(name);
            const TopicArn = (await stack.sns('CreateTopic', { Name: 't' })).TopicArn ?? '';
            const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: stack.queues.arnOf('dead') });
            const subscribe = (name: string, Attributes: object) =>
              stack.sns('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: stack.queues.arnOf(name), Attributes });
            await subscribe('raw', { RawMessageDelivery: 'true', RedrivePolicy });
            await subscribe('wrapped', { FilterPolicy: '{"amount":[{"numeric":[">=",100]}]}', RedrivePolicy });
            stack.faults.replace({
              seed,
              rules: rules.map(({ resource, ...others }) => (resource ? { ...others, resource } : others)),
            });

            const expected: { raw: string[]; wrapped: string[]; dead: string[] } = { raw: [], wrapped: [], dead: [] };
            for (const { body, attributes, amount } of messages) {
              const MessageAttributes: Record<string, object> = {};
              for (let i = 0; i < attributes; i++)
                MessageAttributes[`a${i}`] = { DataType: 'String', StringValue: 'x' };
              if (amount !== null) MessageAttributes['amount'] = { DataType: 'Number', StringValue: `${amount}` };
              await stack.sns('Publish', { TopicArn, Message: body, MessageAttributes });
              expected[Object.keys(MessageAttributes).length > 10 ? 'dead' : 'raw'].push(body);
              if (amount !== null && amount >= 100) expected.wrapped.push(body);
            }
            if (restart) stack = stack.reopen();
            else stack.faults.clear();
            for (let i = 0; stack.topics.waiting() > 0 && i < 200; i++) await stack.pass(20);
            await turns();

            expect(stack.drain('raw').sort()).toEqual(expected.raw.sort());
            expect(stack.drain('dead').sort()).toEqual(expected.dead.sort());
            const wrapped = stack.drain('wrapped').map((body) => JSON.parse(body).Message);
            expect(wrapped.sort()).toEqual(expected.wrapped.sort());
          } finally {
            stack.close();
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
