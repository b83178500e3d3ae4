import { iamCaller } from '../../../src/local/http-api/iam-caller.ts';

const SIGNATURE = '0123456789abcdef'.repeat(4);
const signed = (changes: { algorithm?: string; scope?: string; signed?: string; signature?: string } = {}) => {
  const {
    algorithm = 'AWS4-HMAC-SHA256',
    scope = 'ALICE/20260115/us-east-1/execute-api/aws4_request',
    signed: names = 'host;x-amz-date',
    signature = SIGNATURE,
  } = changes;
  return `${algorithm} Credential=${scope}, SignedHeaders=${names}, Signature=${signature}`;
};

test('a signed request tells who signed it', () => {
  expect(iamCaller(signed(), '111122223333')).toEqual({
    iam: {
      accessKey: 'ALICE',
      accountId: '111122223333',
      callerId: 'ALICE',
      cognitoIdentity: null,
      principalOrgId: null,
      userArn: 'arn:aws:iam::111122223333:user/ALICE',
      userId: 'ALICE',
    },
  });
});

test('spaces between the parts may be missing', () => {
  expect(iamCaller(signed().replaceAll(', ', ','), '0')).toMatchObject({ iam: { accessKey: 'ALICE' } });
});

test.each([
  ['no header', undefined],
  ['an empty header', ''],
  ['a bearer token', 'Bearer abc'],
  ['another algorithm', signed({ algorithm: 'AWS4-ECDSA-P256-SHA256' })],
  ['something before the algorithm', `x${signed()}`],
  ['no access key', signed({ scope: '/20260115/us-east-1/execute-api/aws4_request' })],
  ['a key with a space', signed({ scope: 'A B/20260115/us-east-1/execute-api/aws4_request' })],
  ['a key with a comma', signed({ scope: 'A,B/20260115/us-east-1/execute-api/aws4_request' })],
  ['a short date', signed({ scope: 'ALICE/2026011/us-east-1/execute-api/aws4_request' })],
  ['a long date', signed({ scope: 'ALICE/202601155/us-east-1/execute-api/aws4_request' })],
  ['a date that is none', signed({ scope: 'ALICE/2026x115/us-east-1/execute-api/aws4_request' })],
  ['no Region', signed({ scope: 'ALICE/20260115//execute-api/aws4_request' })],
  ['a Region with a dot', signed({ scope: 'ALICE/20260115/us.east/execute-api/aws4_request' })],
  ['another service', signed({ scope: 'ALICE/20260115/us-east-1/s3/aws4_request' })],
  ['another ending', signed({ scope: 'ALICE/20260115/us-east-1/execute-api/aws4' })],
  ['no signed headers', signed({ signed: '' }).replace('SignedHeaders=, ', '')],
  [
    'an empty list of signed headers',
    `${signed({ signed: '' }).split('SignedHeaders=')[0]}SignedHeaders=Signature=${SIGNATURE}`,
  ],
  ['a short signature', signed({ signature: SIGNATURE.slice(1) })],
  ['a signature in capitals', signed({ signature: SIGNATURE.toUpperCase() })],
])('%s is nobody', (_title, header) => {
  expect(iamCaller(header, '000000000000')).toBeUndefined();
});
