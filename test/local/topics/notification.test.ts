import { notificationWriter, type Published } from '../../../src/local/topics/notification.ts';

const published: Published = {
  messageId: 'message-1',
  topicArn: 'arn:aws:sns:us-east-1:000000000000:checkout',
  subject: undefined,
  message: 'x',
  attributes: undefined,
  publishedAt: Date.UTC(2026, 0, 15, 10, 30, 0, 7),
  groupId: undefined,
  traceHeader: undefined,
  signatureVersion: '1',
};
const write = (changes: Partial<Published> = {}) =>
  notificationWriter({ ...published, ...changes }, 'http://127.0.0.1:4566')('arn:of:a:subscription');
const signatureIn = (notification: string) => JSON.parse(notification).Signature;

describe('a notification', () => {
  it('is written as SNS writes it, to the byte', () => {
    const notification = write({
      subject: 'An "order"',
      message: '{"id":1}\n',
      attributes: {
        amount: { DataType: 'Number', StringValue: '450.00' },
        'a"b': { DataType: 'Binary', BinaryValue: 'AAEC' },
        nothing: { DataType: 'String' },
      },
      signatureVersion: '2',
    });

    expect(notification).toBe(`{
  "Type" : "Notification",
  "MessageId" : "message-1",
  "TopicArn" : "arn:aws:sns:us-east-1:000000000000:checkout",
  "Subject" : "An \\"order\\"",
  "Message" : "{\\"id\\":1}\\n",
  "Timestamp" : "2026-01-15T10:30:00.007Z",
  "SignatureVersion" : "2",
  "Signature" : "${signatureIn(notification)}",
  "SigningCertURL" : "http://127.0.0.1:4566/SimpleNotificationService-00000000000000000000000000000000.pem",
  "UnsubscribeURL" : "http://127.0.0.1:4566/?Action=Unsubscribe&SubscriptionArn=arn:of:a:subscription",
  "MessageAttributes" : {
    "amount" : {"Type":"Number","Value":"450.00"},
    "a\\"b" : {"Type":"Binary","Value":"AAEC"},
    "nothing" : {"Type":"String","Value":""}
  }
}`);
  });

  it.each([[undefined], [{}]])('has neither subject nor attributes when its message has none: %j', (attributes) => {
    const notification = write({ attributes });

    expect(notification).toBe(`{
  "Type" : "Notification",
  "MessageId" : "message-1",
  "TopicArn" : "arn:aws:sns:us-east-1:000000000000:checkout",
  "Message" : "x",
  "Timestamp" : "2026-01-15T10:30:00.007Z",
  "SignatureVersion" : "1",
  "Signature" : "${signatureIn(notification)}",
  "SigningCertURL" : "http://127.0.0.1:4566/SimpleNotificationService-00000000000000000000000000000000.pem",
  "UnsubscribeURL" : "http://127.0.0.1:4566/?Action=Unsubscribe&SubscriptionArn=arn:of:a:subscription"
}`);
  });

  it('has a signature as long as that of an RSA key of 2048 bits, the same for the same message only', () => {
    const signature = signatureIn(write());

    expect(Buffer.from(signature, 'base64')).toHaveLength(256);
    expect(signature).toMatch(/^[A-Za-z0-9+/]{342}==$/);
    expect(signatureIn(write({ message: 'y' }))).toBe(signature);
    expect(signatureIn(write({ messageId: 'message-2' }))).not.toBe(signature);
  });

  it('differs between subscriptions in the URL that ends them', () => {
    const writer = notificationWriter(published, 'http://127.0.0.1:4566');

    expect(JSON.parse(writer('a')).UnsubscribeURL).toBe('http://127.0.0.1:4566/?Action=Unsubscribe&SubscriptionArn=a');
    expect(writer('b')).toBe(writer('a').replace('SubscriptionArn=a', 'SubscriptionArn=b'));
  });
});
