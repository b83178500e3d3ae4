import { encryptionOf, withEncryption } from '../../../../src/local/objects/configuration/encryption.ts';

const place = { region: 'eu-west-1', accountId: '000000000000' };
const algorithm = 'x-amz-server-side-encryption';
const key = `${algorithm}-aws-kms-key-id`;
const of = (inside: string | undefined, headers: Record<string, string> = {}) =>
  withEncryption({ document: () => inside }, 'bucket', headers, place);
const kms = (inside: string) =>
  `<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>${inside}</ApplyServerSideEncryptionByDefault>`;

test('an object is encrypted as its bucket does by default, with S3’s own key where nothing else is said', () => {
  expect(of(undefined)).toEqual({ [algorithm]: 'AES256' });
  expect(of(kms(''))).toEqual({ [algorithm]: 'aws:kms' });
  expect(of(`${kms('<KMSMasterKeyID>one</KMSMasterKeyID>')}<BucketKeyEnabled>true</BucketKeyEnabled></Rule>`)).toEqual({
    [algorithm]: 'aws:kms',
    [key]: 'arn:aws:kms:eu-west-1:000000000000:key/one',
    [`${algorithm}-bucket-key-enabled`]: 'true',
  });
});

test('what the request asks goes before, and a key is named by its ARN', () => {
  expect(of(kms(''), { [algorithm]: 'AES256', 'content-type': 'a/b' })).toEqual({
    ...{ [algorithm]: 'AES256', 'content-type': 'a/b' },
  });
  expect(of(undefined, { [algorithm]: 'aws:kms', [key]: 'alias/own' })[key]).toBe(
    'arn:aws:kms:eu-west-1:000000000000:alias/own',
  );
  expect(of(undefined, { [algorithm]: 'aws:kms', [key]: 'arn:aws:kms:x:1:key/two' })[key]).toBe(
    'arn:aws:kms:x:1:key/two',
  );
});

test('answers say nothing but that of it', () => {
  expect(encryptionOf({ [algorithm]: 'aws:kms', [key]: 'one', etag: 'x' })).toEqual({
    [algorithm]: 'aws:kms',
    [key]: 'one',
  });
});
