import { SQSClient } from '@aws-sdk/client-sqs';
import { showMessages } from '../../src/aws/show-messages.ts';
import { askedOf } from '../support/answering-aws.ts';

const queueUrl = 'http://127.0.0.1/000000000000/q';
const shown = (count: number) =>
  askedOf(
    () => ({ Successful: [], Failed: [] }),
    async (settings) => {
      const messages = Array.from({ length: count }, (_, index) => ({ ReceiptHandle: `r${index}` }));
      const client = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
      await showMessages(client, queueUrl, messages);
      client.destroy();
    },
  );

test('messages become visible at once, ten a call', async () => {
  const calls = await shown(11);

  const entry = (id: number, receipt: number) => ({
    Id: `${id}`,
    ReceiptHandle: `r${receipt}`,
    VisibilityTimeout: 0,
  });
  expect(calls).toEqual([
    {
      operation: 'ChangeMessageVisibilityBatch',
      input: { QueueUrl: queueUrl, Entries: Array.from({ length: 10 }, (_, index) => entry(index, index)) },
    },
    { operation: 'ChangeMessageVisibilityBatch', input: { QueueUrl: queueUrl, Entries: [entry(0, 10)] } },
  ]);
});

test('no message, no call', async () => {
  expect(await shown(0)).toEqual([]);
});
