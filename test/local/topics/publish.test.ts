import { type Messaging, openMessaging } from '../../support/messaging.ts';

const LARGEST = 262_144;
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

describe('publishing', () => {
  let stack: Messaging;
  let TopicArn: string;
  beforeEach(async () => {
    stack = openMessaging();
    TopicArn = (await stack.sns('CreateTopic', { Name: 'checkout' })).TopicArn ?? '';
    for (const name of ['raw', 'wrapped']) {
      await stack.queue(name);
      const Attributes = { RawMessageDelivery: String(name === 'raw') };
      await stack.sns('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: stack.queues.arnOf(name), Attributes });
    }
  });
  afterEach(() => stack.close());
  const publish = (input: Record<string, unknown>) => stack.sns('Publish', { TopicArn, ...input });
  const first = (name: string) => stack.queues.receive(stack.queues.arnOf(name), 1)[0];

  it('gives a raw subscription the text and the attributes, as SQS message attributes with their digest', async () => {
    const MessageAttributes = {
      amount: { DataType: 'Number', StringValue: '450.00' },
      list: { DataType: 'String.Array', StringValue: '["a",1,null]' },
      trace: { DataType: 'Binary', BinaryValue: 'AAEC' },
    };
    const { MessageId } = await publish({ Message: '{"id": 1}\n', Subject: 'Order', MessageAttributes });

    const message = first('raw');

    expect(message).toMatchObject({ body: '{"id": 1}\n', messageAttributes: MessageAttributes });
    expect(message?.md5OfMessageAttributes).toMatch(/^[0-9a-f]{32}$/);
    expect(message?.messageId).not.toBe(MessageId);
  });

  it('gives the others a notification, its members in AWS’s order and every URL on the local endpoint', async () => {
    const { MessageId } = await publish({
      Message: 'a "text"\n',
      Subject: 'Order',
      MessageAttributes: { trace: { DataType: 'Binary', BinaryValue: 'AAEC' }, k: text('v') },
    });

    const message = first('wrapped');

    expect(message?.messageAttributes).toEqual({});
    const notification = JSON.parse(message?.body ?? '');
    expect(Object.keys(notification)).toEqual([
      'Type',
      'MessageId',
      'TopicArn',
      'Subject',
      'Message',
      'Timestamp',
      'SignatureVersion',
      'Signature',
      'SigningCertURL',
      'UnsubscribeURL',
      'MessageAttributes',
    ]);
    const { Subscriptions = [] } = await stack.sns('ListSubscriptions', {});
    const SubscriptionArn = Subscriptions.find(({ Endpoint }) => Endpoint?.endsWith(':wrapped'))?.SubscriptionArn;
    expect(notification).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'Order',
      Message: 'a "text"\n',
      Timestamp: '2026-01-15T10:30:00.000Z',
      SignatureVersion: '1',
      UnsubscribeURL: `http://127.0.0.1:4566/?Action=Unsubscribe&SubscriptionArn=${SubscriptionArn}`,
      MessageAttributes: { trace: { Type: 'Binary', Value: 'AAEC' }, k: { Type: 'String', Value: 'v' } },
    });
    expect(Buffer.from(notification.Signature, 'base64')).toHaveLength(256);
    expect(message?.body).not.toContain('amazonaws');
    expect(message?.body.startsWith('{\n  "Type" : "Notification",\n  "MessageId" : ')).toBe(true);
  });

  it('leaves subject and attributes out of a notification that has none', async () => {
    await publish({ Message: 'x' });

    const notification = JSON.parse(first('wrapped')?.body ?? '');

    expect(notification).not.toHaveProperty('Subject');
    expect(notification).not.toHaveProperty('MessageAttributes');
  });

  it('passes the trace header and the message group on', async () => {
    await stack.sns(
      'Publish',
      { TopicArn, Message: 'x', MessageGroupId: 'g' },
      { headers: { 'x-amzn-trace-id': 'Root=1-2-3' } },
    );

    for (const name of ['raw', 'wrapped']) {
      expect(first(name)?.attributes).toMatchObject({ AWSTraceHeader: 'Root=1-2-3', MessageGroupId: 'g' });
    }
  });

  it('takes the text for queues from a message of several texts', async () => {
    await publish({ Message: '{"default":"for all","sqs":"for queues"}', MessageStructure: 'json' });
    await publish({ Message: '{"default":"first","default":"for all","email":"x"}', MessageStructure: 'json' });

    expect(stack.drain('raw')).toEqual(['for queues', 'for all']);
  });

  it.each([
    ['an empty message', { Message: '' }, 'InvalidParameter'],
    ['an attribute that is empty', { Message: 'x', MessageAttributes: { attr1: text('') } }, 'ParameterValueInvalid'],
    ['a message of several texts without a default', { Message: '{}', MessageStructure: 'json' }, 'InvalidParameter'],
  ])('refuses %s before any queue gets it', async (_, input, code) => {
    await expect(publish(input)).rejects.toMatchObject({ code });
    expect(stack.topics.metrics()).toMatchObject({ checkout: { published: 0 } });
    expect(stack.queues.counts()).toEqual({ raw: 0, wrapped: 0 });
  });

  it.each(['String', 'String.prefixed', 'String.  prefixed.', 'Number.int', 'String.Array'])(
    'takes the type %s',
    async (DataType) => {
      await expect(
        publish({ Message: 'x', MessageAttributes: { a: { DataType, StringValue: '1' } } }),
      ).resolves.toBeDefined();
      expect(first('raw')?.messageAttributes).toEqual({ a: { DataType, StringValue: '1' } });
    },
  );

  it('takes 262,144 bytes with the attributes, and not one more', async () => {
    const MessageAttributes = { k: text('é') };
    const fits = 'a'.repeat(LARGEST - 'kString'.length - 2);

    await expect(publish({ Message: fits, MessageAttributes })).resolves.toHaveProperty('MessageId');
    await expect(publish({ Message: `${fits}a`, MessageAttributes })).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: 'Invalid parameter: Message too long',
    });
    expect(stack.queues.counts()).toEqual({ raw: 1, wrapped: 1 });
  });

  describe('in a batch', () => {
    const batch = (PublishBatchRequestEntries: object[], request = {}) =>
      stack.sns('PublishBatch', { TopicArn, PublishBatchRequestEntries }, request);
    const entries = (count: number) => Array.from({ length: count }, (_, i) => ({ Id: `${i}`, Message: `m${i}` }));

    it('answers for each entry', async () => {
      const result = await batch(entries(3));

      expect(result.Successful?.map(({ Id }) => Id)).toEqual(['0', '1', '2']);
      expect(result.Failed).toEqual([]);
      expect(stack.drain('raw')).toEqual(['m0', 'm1', 'm2']);
    });

    it('is refused whole with one wrong attribute', async () => {
      const wrong = { Id: 'b', Message: 'x', MessageAttributes: { a: text('') } };

      await expect(batch([{ Id: 'a', Message: 'x' }, wrong])).rejects.toMatchObject({ code: 'ParameterValueInvalid' });
      expect(stack.topics.metrics()).toMatchObject({ checkout: { published: 0 } });
    });
  });
});
