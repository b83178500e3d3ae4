import { SQSClient } from '@aws-sdk/client-sqs';
import { receiveMessages } from '../../src/aws/receive-messages.ts';
import { NOWHERE, scripted } from '../support/scripted-client.ts';

const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/buffer';

test('messages are received with all that SQS knows of them, and none are none', async () => {
  const message = { MessageId: '1', ReceiptHandle: 'r1', Body: 'x' };
  const { client, asked } = scripted(new SQSClient(NOWHERE), [{ Messages: [message] }, {}]);
  const request = { most: 7, holdSeconds: 60, waitSeconds: 0 };

  expect(await receiveMessages(client, QueueUrl, request)).toEqual([message]);
  expect(await receiveMessages(client, QueueUrl, request)).toEqual([]);

  expect(asked[0]).toEqual([
    'ReceiveMessage',
    {
      QueueUrl,
      MaxNumberOfMessages: 7,
      VisibilityTimeout: 60,
      WaitTimeSeconds: 0,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    },
  ]);
});
