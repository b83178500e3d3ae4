/** More messages than SQS lets be in flight, drained over HTTP from queues that perform that limit. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { archivedEvent } from '../../src/domain/archive/archived-event.ts';
import { createEventIndex } from '../../src/domain/archive/event-index.ts';
import { frameMessage } from '../../src/domain/framing/frame-message.ts';
import { jsonService } from '../../src/local/endpoint/json-service.ts';
import { listen } from '../../src/local/endpoint/server.ts';
import { createQueues } from '../../src/local/queues/index.ts';
import { openBufferQueue } from '../../src/operator/refill/buffer-queue.ts';
import { drainBuffer } from '../../src/operator/refill/drain-buffer.ts';
import { judgeBy } from '../../src/operator/refill/judge.ts';
import { createTestContext } from '../support/local-context.ts';
import { notification, sqsMessage, TOPIC_ARN } from '../support/sqs-events.ts';

const MESSAGES = 300_000;
/** One of so many is not in the archive. */
const LACKING = 10;

test('a buffer of 300,000 events is emptied, and what the archive lacks is in the queue of the backup once', async () => {
  const context = createTestContext();
  const queues = createQueues(context);
  const service = jsonService({ scope: 'sqs', version: '1.0', operations: queues.operations, queryErrors: true });
  const endpoint = await listen({
    port: 0,
    handle: (request) => service.handle(request),
    database: context.database,
    warn: context.warn,
  });
  const sqs = new SQSClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    const request = {
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(0),
      requestId: '',
    };
    for (const QueueName of ['buffer', 'backup']) await queues.operations['CreateQueue']?.({ QueueName }, request);
    const index = createEventIndex();
    const bodyOf = (n: number) => notification(`{"id":${n}}`).replace('95df01b4', String(n).padStart(8, '0'));
    context.database.write(() => {
      for (let n = 0; n < MESSAGES; n++) queues.send(queues.arnOf('buffer'), { body: bodyOf(n) });
    });
    for (let n = 0; n < MESSAGES; n++) {
      if (n % LACKING === 0) continue;
      const line = frameMessage(sqsMessage(bodyOf(n)), { format: 'Envelope', redact: true, topicArn: TOPIC_ARN });
      index.add(archivedEvent(line.trimEnd()));
    }
    const signal = new AbortController().signal;
    let mostInFlight = 0;

    const outcome = await drainBuffer({
      ...openBufferQueue(sqs, {
        bufferUrl: `${endpoint.url}/000000000000/buffer`,
        backupUrl: `${endpoint.url}/000000000000/backup`,
        topicArn: TOPIC_ARN,
        most: 10,
        wait: async () => {},
      }),
      judge: judgeBy(
        { cover: async () => {}, has: index.has },
        { policy: undefined, before: Number.POSITIVE_INFINITY, includeUnidentified: false, signal },
      ),
      sent: index.addSent,
      signal,
      onProgress: () => {
        mostInFlight = Math.max(mostInFlight, queues.depth(queues.arnOf('buffer')).inFlight);
      },
    });

    const lacking = MESSAGES / LACKING;
    expect(outcome).toMatchObject({ state: 'done', refilled: lacking, archived: MESSAGES - lacking, undeleted: 0 });
    expect(queues.counts()).toEqual({ buffer: 0, backup: lacking });
    expect(mostInFlight).toBeLessThanOrEqual(80);
    const sent = queues.receive(queues.arnOf('backup'), lacking).map(({ body }) => JSON.parse(body).MessageId);
    expect(new Set(sent).size).toBe(lacking);
  } finally {
    sqs.destroy();
    await endpoint.close();
    queues.close();
    context.dispose();
  }
}, 900_000);
