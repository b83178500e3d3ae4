import { join } from 'node:path';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { startLocalStack } from '../../src/local/index.ts';
import { ROOT, shopOf } from './shop.ts';

/** The bodies that were done, and those of the dead letters, of 999 messages and one that ends the function in some way. */
export async function runWithFatal(end: 'exit' | 'memory' | 'loop', maxReceiveCount: number) {
  const stack = await startLocalStack({
    templateFile: join(ROOT, 'test/fixtures/fatal/template.yaml'),
    parameters: { MaxReceiveCount: `${maxReceiveCount}` },
    speed: 0,
  });
  try {
    const { sqs, output, receiveAll, advance } = shopOf(stack);
    const bodies = Array.from({ length: 1000 }, (_, index) => (index === 500 ? end : `good-${index}`));
    await sendAll(sqs, output('QueueUrl'), bodies);
    let deadLetters: string[] = [];
    for (let minutes = 0; minutes < 300 && deadLetters.length === 0; minutes += 1) {
      await stack.flush();
      advance(60);
      deadLetters = (await receiveAll(output('DeadLetterQueueUrl'))).map(({ Body = '' }) => Body);
    }
    await stack.flush();
    return { deadLetters, done: (await receiveAll(output('DoneQueueUrl'))).map(({ Body = '' }) => Body) };
  } finally {
    await stack.stop();
  }
}

async function sendAll(sqs: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<void> {
  for (let start = 0; start < bodies.length; start += 10) {
    const Entries = bodies.slice(start, start + 10).map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
}
