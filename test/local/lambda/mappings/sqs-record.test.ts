import { sqsRecord } from '../../../../src/local/lambda/mappings/sqs-record.ts';

const message = {
  messageId: 'm',
  receiptHandle: 'h',
  body: 'b',
  md5OfBody: 'd',
  attributes: { SenderId: '0' },
  messageAttributes: {},
};
const source = { queueArn: 'arn:q', region: 'eu-west-1' };

describe('a record of Lambda’s SQS event', () => {
  it('has AWS’s members in AWS’s order', () => {
    expect(sqsRecord(message, source)).toBe(
      '{"messageId":"m","receiptHandle":"h","body":"b","attributes":{"SenderId":"0"},"messageAttributes":{},' +
        '"md5OfBody":"d","eventSource":"aws:sqs","eventSourceARN":"arn:q","awsRegion":"eu-west-1"}',
    );
  });

  it('has attributes with one value each, and their digest', () => {
    const messageAttributes = {
      t: { DataType: 'String', StringValue: 'x' },
      b: { DataType: 'Binary', BinaryValue: 'AA==' },
    };

    expect(JSON.parse(sqsRecord({ ...message, messageAttributes, md5OfMessageAttributes: 'a' }, source))).toMatchObject(
      {
        messageAttributes: {
          t: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
          b: { binaryValue: 'AA==', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
        },
        md5OfMessageAttributes: 'a',
      },
    );
    expect(sqsRecord({ ...message, messageAttributes, md5OfMessageAttributes: 'a' }, source)).toContain(
      '"t":{"stringValue":"x","stringListValues":[],"binaryListValues":[],"dataType":"String"}',
    );
    expect(sqsRecord({ ...message, messageAttributes }, source)).toContain(
      '"b":{"binaryValue":"AA==","stringListValues":[],"binaryListValues":[],"dataType":"Binary"}',
    );
  });
});
