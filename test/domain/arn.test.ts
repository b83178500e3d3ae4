import fc from 'fast-check';
import { arnOf, isQueueArn, nameOfArn, parseArn } from '../../src/domain/arn.ts';

const place = { region: 'us-east-1', accountId: '123456789012' };

test('an ARN is made of where a resource is, its service and its name', () => {
  expect(arnOf(place, 'sqs', 'orders')).toBe('arn:aws:sqs:us-east-1:123456789012:orders');
});

test.each([
  ['arn:aws:sns:us-east-1:123456789012:t', { partition: 'aws', service: 'sns', ...place, resource: 't' }],
  [
    'arn:aws-cn:lambda:cn-north-1:123456789012:function:f:live',
    {
      partition: 'aws-cn',
      service: 'lambda',
      region: 'cn-north-1',
      accountId: '123456789012',
      resource: 'function:f:live',
    },
  ],
  ['arn:aws:s3:::b', { partition: 'aws', service: 's3', region: '', accountId: '', resource: 'b' }],
  ['orders', { partition: '', service: '', region: '', accountId: '', resource: '' }],
])('%s has its parts', (arn, parts) => {
  expect(parseArn(arn)).toEqual(parts);
});

test('what is made is taken apart again', () => {
  const part = fc.stringMatching(/^[a-z0-9-]+$/);
  fc.assert(
    fc.property(part, part, part, fc.stringMatching(/^[a-z0-9:/-]+$/), (region, accountId, service, resource) => {
      const arn = arnOf({ region, accountId }, service, resource);

      expect(parseArn(arn)).toEqual({ partition: 'aws', region, accountId, service, resource });
    }),
  );
});

test.each([
  ['arn:aws:sqs:us-east-1:123456789012:orders.fifo', 'orders.fifo'],
  ['arn:aws:s3:::bucket.of-ours', 'bucket.of-ours'],
  ['arn:aws-us-gov:s3:::b', 'b'],
  ['arn:aws:firehose:us-east-1:123456789012:deliverystream/s', 's'],
  ['arn:aws:es:us-east-1:123456789012:domain/shop', 'shop'],
  ['orders', 'orders'],
  ['', ''],
])('%s ends with the name %s', (arn, name) => {
  expect(nameOfArn(arn)).toBe(name);
});

const queue = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`;

test.each([
  [queue('Orders_1-a'), true],
  [queue('a'.repeat(80)), true],
  [queue('a'.repeat(81)), false],
  [queue('orders.fifo'), true],
  [queue(`${'a'.repeat(75)}.fifo`), true],
  [queue(`${'a'.repeat(76)}.fifo`), false],
  [queue(''), false],
  [queue('.fifo'), false],
  [queue('a.b'), false],
  [`x${queue('a')}`, false],
  [queue('a b'), false],
  [queue('a').replace('aws', 'aws-us-gov'), true],
  [queue('a').replace('aws', 'gcp'), false],
  [queue('a').replace('sqs', 'sns'), false],
  [queue('a').replace('us-east-1', ''), false],
  [queue('a').replace('123456789012', '12345678901'), false],
  [queue('a').replace('123456789012', '1234567890123'), false],
])('%s is the ARN of a queue: %p', (arn, expected) => {
  expect(isQueueArn(arn)).toBe(expected);
});
