import fc from 'fast-check';
import { bucketHost } from '../../../src/local/endpoint/bucket-host.ts';

const bucket = (name: string, otherwise?: string) => ({
  kind: 'bucket',
  bucket: name,
  ...(otherwise === undefined ? {} : { otherwise }),
});

test.each([
  undefined,
  '',
  'localhost',
  'LOCALHOST:4566',
  'localhost.',
  '127.0.0.1:4566',
  '[::1]:4566',
  'dev-box:4566',
  'host.docker.internal',
  's3.localhost:4566',
  's3.us-east-1.localhost',
  's3.dualstack.eu-west-1.localhost:4566',
  's3.amazonaws.com',
  'S3.AMAZONAWS.COM:443',
  's3.eu-central-1.amazonaws.com',
  's3-eu-west-1.amazonaws.com',
  's3.us-gov-west-1.amazonaws.com',
  's3-fips.us-east-1.amazonaws.com',
  's3-fips.dualstack.us-east-1.amazonaws.com',
  's3-external-1.amazonaws.com',
  's3.cn-north-1.amazonaws.com.cn',
])('under the host name %s the path begins with the bucket', (host) => {
  expect(bucketHost(host)).toEqual({ kind: 'path' });
});

test.each([
  ['orders.localhost', bucket('orders')],
  ['Orders.LocalHost:4566', bucket('orders')],
  ['orders.localhost.:4566', bucket('orders')],
  ['my.dotted.bucket.localhost:4566', bucket('my.dotted.bucket')],
  ['s3-backup.localhost', bucket('s3-backup')],
  ['logs3.localhost', bucket('logs3')],
  ['s3.archive.localhost', bucket('s3.archive')],
  ['orders.s3.localhost:4566', bucket('orders', 'orders.s3')],
  ['my.orders.s3.us-east-1.localhost:4566', bucket('my.orders', 'my.orders.s3.us-east-1')],
  ['orders.s3.amazonaws.com', bucket('orders')],
  ['ORDERS.S3.US-EAST-1.AMAZONAWS.COM:443', bucket('orders')],
  ['orders.s3-eu-west-1.amazonaws.com', bucket('orders')],
  ['orders.s3.dualstack.eu-west-1.amazonaws.com', bucket('orders')],
  ['orders.s3-accelerate.amazonaws.com', bucket('orders')],
  ['orders.s3-accelerate.dualstack.amazonaws.com', bucket('orders')],
  ['orders.s3.cn-north-1.amazonaws.com.cn', bucket('orders')],
  ['a.s3.b.s3.us-east-1.amazonaws.com', bucket('a.s3.b')],
  ['s3.s3.amazonaws.com', bucket('s3')],
])('the host name %s is that of a bucket', (host, expected) => {
  expect(bucketHost(host)).toEqual(expected);
});

test.each([
  'sqs.us-east-1.amazonaws.com',
  'amazonaws.com',
  'orders.s3-website-us-east-1.amazonaws.com',
  'orders.s3-website.eu-central-1.amazonaws.com',
  '000000000000.s3-control.us-east-1.amazonaws.com',
  'point-000000000000.s3-accesspoint.us-east-1.amazonaws.com',
  'orders--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com',
  'mys3.amazonaws.com',
])('the host name %s is of AWS, and none of S3’s', (host) => {
  expect(bucketHost(`${host}:4566`)).toEqual({ kind: 'foreign', name: host });
});

test('a name that only looks like one of AWS is this machine’s', () => {
  expect(bucketHost('orders.s3.amazonaws.com.example')).toEqual({ kind: 'path' });
  expect(bucketHost('s3amazonaws.com')).toEqual({ kind: 'path' });
});

test('every bucket is read from every name of S3, whatever the case and the port', () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
  const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
  const region = fc.constantFrom('us-east-1', 'eu-central-2', 'ap-southeast-4', 'us-gov-west-1');
  const suffix = region.chain((at) =>
    fc.constantFrom(
      's3.amazonaws.com',
      `s3.${at}.amazonaws.com`,
      `s3-${at}.amazonaws.com`,
      `s3.dualstack.${at}.amazonaws.com`,
      's3.localhost',
      `s3.${at}.localhost`,
    ),
  );
  const port = fc.constantFrom('', ':', ':4566');
  fc.assert(
    fc.property(name, suffix, port, fc.boolean(), (wanted, behind, at, upper) => {
      const host = `${wanted}.${behind}${at}`;
      expect(bucketHost(upper ? host.toUpperCase() : host)).toMatchObject({ kind: 'bucket', bucket: wanted });
    }),
  );
});

test('a name of any length is read in time that grows with it', () => {
  const long = `${'s3.us-east-1.'.repeat(40_000)}x`;
  const begin = performance.now();
  for (const end of ['', '.localhost', '.amazonaws.com']) bucketHost(long + end);

  expect(performance.now() - begin).toBeLessThan(2000);
});
