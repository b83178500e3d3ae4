import fc from 'fast-check';
import { type Messaging, openMessaging } from '../../support/messaging.ts';

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), delay: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), pick: fc.nat(50) }) },
  fc.record({ do: fc.constant('return' as const), pick: fc.nat(50) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), seconds: fc.nat(40) }) },
  fc.record({ do: fc.constant('move' as const) }),
  fc.record({ do: fc.constant('restart' as const) }),
);

/** Everything that two queues hold, once nothing is in flight or delayed. */
async function contents(stack: Messaging): Promise<string[]> {
  const bodies: string[] = [];
  for (let round = 0; round < 5; round++) {
    await stack.pass(60);
    bodies.push(...stack.drain('orders'), ...stack.drain('dead'));
  }
  return bodies.sort();
}

describe('queues, whatever is done with them,', () => {
  it('lose and double nothing: what was sent is deleted, or in the queue, or in its dead-letter queue', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        let stack = openMessaging();
        try {
          await stack.queue('dead');
          const arn = stack.queues.arnOf('orders');
          const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: stack.queues.arnOf('dead'), maxReceiveCount: 2 });
          const QueueUrl = await stack.queue('orders', { VisibilityTimeout: '15', RedrivePolicy });
          const alive = new Set<string>();
          const taken: Array<{ body: string; handle: string }> = [];
          let deleted = 0;
          let next = 0;

          for (const action of steps) {
            const picked = 'pick' in action ? taken.splice(action.pick % Math.max(1, taken.length), 1)[0] : undefined;
            if (action.do === 'send') {
              const MessageBody = `m${next++}`;
              await stack.sqs('SendMessage', { QueueUrl, MessageBody, DelaySeconds: action.delay });
              alive.add(MessageBody);
            } else if (action.do === 'receive') {
              const received = stack.queues.receive(arn, action.max);
              for (const { body, receiptHandle } of received) taken.push({ body, handle: receiptHandle });
              expect(received.every(({ body }) => alive.has(body))).toBe(true);
            } else if (action.do === 'delete' && picked) {
              const before = stack.queues.counts()['orders'] ?? 0;
              stack.queues.remove(arn, [picked.handle]);
              const after = stack.queues.counts()['orders'] ?? 0;
              if (after < before) alive.delete(picked.body);
              deleted += before - after;
            } else if (action.do === 'return' && picked) {
              const change = { QueueUrl, ReceiptHandle: picked.handle, VisibilityTimeout: 0 };
              await stack.sqs('ChangeMessageVisibility', change).catch((error) => {
                expect(error.message).toMatch(/does not exist/);
              });
            } else if (action.do === 'pass') await stack.pass(action.seconds);
            else if (action.do === 'move') {
              await stack.sqs('StartMessageMoveTask', { SourceArn: stack.queues.arnOf('dead') });
              await stack.pass(0);
            } else if (action.do === 'restart') stack = stack.reopen();
          }

          const counts = stack.queues.counts();
          const { visible, inFlight, delayed } = stack.queues.depth(arn);
          expect((counts['orders'] ?? 0) + (counts['dead'] ?? 0) + deleted).toBe(next);
          expect(visible + inFlight + delayed).toBe(counts['orders']);
          expect(await contents(stack)).toEqual([...alive].sort());
        } finally {
          stack.close();
        }
      }),
      { numRuns: 60 },
    );
  });
});
