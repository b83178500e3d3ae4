import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { jsonService } from '../../../src/local/endpoint/json-service.ts';
import { queryService } from '../../../src/local/endpoint/query-service.ts';
import { eitherProtocol, routeRequests } from '../../../src/local/endpoint/router.ts';
import { type Endpoint, listen, type RequestHandler } from '../../../src/local/endpoint/server.ts';
import type { ServiceRequest } from '../../../src/local/endpoint/service.ts';
import { fromQueueQuery, toQueueQueryResult } from '../../../src/local/queues/index.ts';
import { toTopicQueryResult } from '../../../src/local/topics/index.ts';
import { type Messaging, openMessaging, turns } from '../../support/messaging.ts';

describe('over the wire', () => {
  let stack: Messaging;
  let endpoint: Endpoint;
  let sqs: SQSClient;
  let sns: SNSClient;
  let onRequest: ((request: ServiceRequest) => void) | undefined;
  const seen =
    (handle: RequestHandler): RequestHandler =>
    (request) => {
      onRequest?.(request);
      return handle(request);
    };
  beforeAll(async () => {
    stack = openMessaging();
    const { operations } = stack.queues;
    const nothing = async () => ({ status: 404 });
    endpoint = await listen({
      port: 0,
      database: stack.context.database,
      warn: stack.context.warn,
      handle: seen(
        routeRequests({
          local: nothing,
          search: nothing,
          services: [
            queryService({
              scope: 'sns',
              namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
              operations: stack.topics.operations,
              toResult: toTopicQueryResult,
            }),
            eitherProtocol({
              json: jsonService({ scope: 'sqs', version: '1.0', operations, queryErrors: true }),
              query: queryService({
                scope: 'sqs',
                namespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
                operations,
                toInput: fromQueueQuery,
                toResult: toQueueQueryResult,
              }),
            }),
          ],
        }),
      ),
    });
    const settings = {
      endpoint: endpoint.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    sqs = new SQSClient(settings);
    sns = new SNSClient(settings);
  });
  afterAll(async () => {
    sqs.destroy();
    sns.destroy();
    await endpoint.close();
    stack.close();
  });
  const query = async (parameters: Record<string, string>, path = '/000000000000/orders') => {
    const response = await fetch(`${endpoint.url}${path}`, { method: 'POST', body: new URLSearchParams(parameters) });
    return { status: response.status, xml: await response.text() };
  };

  it('the SDK’s clients create, publish, receive and delete', async () => {
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: 'orders', Attributes: { VisibilityTimeout: '60' }, tags: { team: 'shop' } }),
    );
    const { TopicArn } = await sns.send(
      new CreateTopicCommand({
        Name: 'checkout',
        Attributes: { DisplayName: 'Shop & co' },
        Tags: [{ Key: 'a', Value: 'b' }],
      }),
    );
    const { Attributes: queue } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: queue?.QueueArn,
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
    await sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: 'FilterPolicy',
        AttributeValue: '{"k":["v&<"]}',
      }),
    );

    const bytes = Uint8Array.of(0, 1, 2, 255);
    await sns.send(
      new PublishCommand({
        TopicArn,
        Message: 'é &<>"\n',
        MessageAttributes: {
          k: { DataType: 'String', StringValue: 'v&<' },
          b: { DataType: 'Binary', BinaryValue: bytes },
        },
      }),
    );
    const batch = await sns.send(
      new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [{ Id: '1', Message: 'filtered out' }] }),
    );
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
        MaxNumberOfMessages: 10,
      }),
    );
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', ReceiptHandle: Messages[0]?.ReceiptHandle }] }),
    );

    expect(batch.Successful).toMatchObject([{ Id: '1', MessageId: expect.any(String) }]);
    expect(Messages).toMatchObject([{ Body: 'é &<>"\n', MessageAttributes: { k: { StringValue: 'v&<' } } }]);
    expect(Messages[0]?.MessageAttributes?.['b']?.BinaryValue).toEqual(bytes);
    expect(deleted.Successful).toEqual([{ Id: '1' }]);
    const topic = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(topic.Attributes).toMatchObject({ DisplayName: 'Shop & co', SubscriptionsConfirmed: '1' });
    const tags = await sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
    expect(tags.Tags).toEqual([{ Key: 'a', Value: 'b' }]);
  });

  it('the SDK checks the digests of what it sends, and knows the errors by their classes', async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'digests' }));
    const MessageAttributes = { n: { DataType: 'Number', StringValue: '1' } };

    const one = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'ü', MessageAttributes }));
    const many = await sqs.send(
      new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x', MessageAttributes }] }),
    );

    expect(many.Successful?.[0]?.MD5OfMessageAttributes).toBe(one.MD5OfMessageAttributes);
    const missing = sqs.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}-none`, MessageBody: 'x' }));
    await expect(missing).rejects.toBeInstanceOf(QueueDoesNotExist);
    const topic = sns.send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:none', Message: 'x' }));
    await expect(topic).rejects.toMatchObject({ name: 'NotFoundException', message: 'Topic does not exist' });
  });

  it('a client that gives up its long poll leaves the next message to others', async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'polled' }));
    const abort = new AbortController();
    const arn = stack.queues.arnOf('polled');
    const arrived = new Promise<AbortSignal | undefined>((resolve) => {
      onRequest = ({ signal }) => resolve(signal);
    });
    const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), { abortSignal: abort.signal });
    poll.catch(() => {});
    const signal = await arrived;
    const gone = new Promise((resolve) => signal?.addEventListener('abort', resolve));

    abort.abort();
    await expect(poll).rejects.toMatchObject({ name: 'AbortError' });
    await gone;
    stack.queues.send(arn, { body: 'x' });
    await turns();

    expect(stack.queues.depth(arn).visible).toBe(1);
  });

  it('whoever follows the UnsubscribeURL of a notification ends its subscription', async () => {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'left' }));
    await sqs.send(new CreateQueueCommand({ QueueName: 'left' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: stack.queues.arnOf('left') }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'x' }));

    const { UnsubscribeURL } = JSON.parse(stack.drain('left')[0] ?? '');
    const { search } = new URL(UnsubscribeURL);
    const answer = await fetch(`${endpoint.url}/${search}`);

    expect(answer.status).toBe(200);
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ SubscriptionsConfirmed: '0', SubscriptionsDeleted: '1' });
  });

  it('a client of the older query protocol is understood and answered in XML', async () => {
    await sqs.send(new CreateQueueCommand({ QueueName: 'orders', Attributes: { VisibilityTimeout: '60' } }));

    const sent = await query({
      Action: 'SendMessage',
      MessageBody: 'a&b',
      'MessageAttribute.1.Name': 'k',
      'MessageAttribute.1.Value.DataType': 'String',
      'MessageAttribute.1.Value.StringValue': 'v',
    });
    const received = await query({
      Action: 'ReceiveMessage',
      'MessageAttributeName.1': 'All',
      MaxNumberOfMessages: '10',
    });
    const missing = await query({ Action: 'ReceiveMessage' }, '/000000000000/none');

    expect(sent.xml).toContain('<MD5OfMessageBody>');
    expect(received.xml).toContain('<Body>a&amp;b</Body>');
    expect(received.xml).toContain('<MessageAttribute><Name>k</Name><Value><DataType>String</DataType>');
    expect(missing).toMatchObject({
      status: 400,
      xml: expect.stringContaining('<Code>AWS.SimpleQueueService.NonExistentQueue</Code>'),
    });
  });
});
