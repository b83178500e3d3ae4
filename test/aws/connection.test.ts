import { connect } from '../../src/aws/connection.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

test('to AWS takes the usual credentials, and Region and profile as they are given', () => {
  expect(connect({}, { AWS_REGION: 'eu-west-1' })).toStrictEqual({ maxAttempts: 5 });
  expect(connect({ region: 'eu-west-1', profile: 'shop' }, {})).toEqual({
    maxAttempts: 5,
    region: 'eu-west-1',
    profile: 'shop',
  });
});

test.each([
  [{ region: 'eu-west-1' }, { AWS_REGION: 'eu-north-1' }, 'eu-west-1'],
  [{}, { AWS_REGION: 'eu-north-1' }, 'eu-north-1'],
  [{}, {}, 'us-east-1'],
])('to an endpoint takes none of the credentials of the machine, and the Region of %j, %j', (given, env, region) => {
  const endpoint = 'http://127.0.0.1:4570';

  expect(connect({ endpoint, profile: 'shop', ...given }, env)).toEqual({
    maxAttempts: 5,
    endpoint,
    region,
    credentials,
  });
});
