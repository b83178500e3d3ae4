import { connect } from '../../src/aws/connection.ts';
import { createS3Client } from '../../src/aws/s3-client.ts';

test('buckets are asked by path at an endpoint, and by name at AWS', () => {
  const at = (endpoint?: string) =>
    createS3Client(connect({ endpoint, region: 'us-east-1' }, {})).config.forcePathStyle;

  expect([at('http://127.0.0.1:4566'), at()]).toEqual([true, false]);
});
