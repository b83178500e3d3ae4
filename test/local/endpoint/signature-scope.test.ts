import { isOwn, isOwnControl, signatureScope } from '../../../src/local/endpoint/signature-scope.ts';

const ask = (address: string, headers: Record<string, string> = {}) => {
  const [path = '', query = ''] = address.split('?');
  return { path, query: new URLSearchParams(query), headers };
};
const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sqs/aws4_request, x' };

test.each<[string, string, Record<string, string>, string]>([
  ['a signature', '/', signed, 'sqs'],
  ['a signature under a bucket’s name', '/', { ...signed, host: 'orders.localhost' }, 'sqs'],
  ['a presigned address', '/?X-Amz-Credential=a/20260101/us-east-1/sns/aws4_request', {}, 'sns'],
  ['a target', '/', { 'x-amz-target': 'DynamoDB_20120810.Scan', host: 'dynamodb.localhost' }, 'dynamodb'],
  ['a target of streams', '/', { 'x-amz-target': 'DynamoDBStreams_20120810.ListStreams' }, 'dynamodb'],
  [
    'a target that the stack has no service for',
    '/',
    { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' },
    'AWSStepFunctions',
  ],
  ['a target like a word of JavaScript', '/', { 'x-amz-target': 'constructor.x' }, 'constructor'],
  ['a path of Lambda', '/2015-03-31/functions', { host: 'localhost' }, 'lambda'],
  ['a key that looks like a path of Lambda', '/2015-03-31/functions', { host: 'orders.localhost' }, 's3'],
  ['the address of a queue', '/000000000000/orders', { host: '127.0.0.1:4566' }, 'sqs'],
  ['a key that looks like the address of a queue', '/000000000000/orders', { host: 'orders.s3.localhost' }, 's3'],
  ['an address with an older signature', '/000000000000/orders?AWSAccessKeyId=a&Signature=b&Expires=1', {}, 's3'],
  ['a query of that age', '/000000000000/orders?Action=SendMessage&AWSAccessKeyId=a', {}, 'sqs'],
  ['an UnsubscribeURL', '/?Action=Unsubscribe', {}, 'sns'],
  ['nothing', '/', {}, 's3'],
])('%s tells the service', (_what, address, headers, scope) => {
  expect(signatureScope(ask(address, headers))).toBe(scope);
});

test('what begins with a name of the stack’s own is asked of itself, and a key of a bucket otherwise', () => {
  expect(isOwnControl(ask('/_local/faults', { host: 'localhost' }))).toBe(true);
  expect(isOwnControl(ask('/_local'))).toBe(true);
  expect(isOwnControl(ask('/_locals'))).toBe(false);
  expect(isOwnControl(ask('/_local/faults', { host: 'orders.localhost' }))).toBe(false);
  expect(isOwn(ask('/_search/events/_bulk', { host: 's3.localhost' }), '_search')).toBe(true);
});
