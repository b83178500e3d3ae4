import { checkedDocument } from '../../../../src/local/objects/configuration/checked-document.ts';

const malformed = 'The XML you provided was not well-formed or did not validate against our published schema';
const cors = (inside: string) => `<CORSConfiguration>${inside}</CORSConfiguration>`;
const encryption = (inside: string) =>
  `<ServerSideEncryptionConfiguration>${inside}</ServerSideEncryptionConfiguration>`;
const byDefault = (inside: string) =>
  `<Rule><ApplyServerSideEncryptionByDefault>${inside}</ApplyServerSideEncryptionByDefault></Rule>`;
const aes = byDefault('<SSEAlgorithm>AES256</SSEAlgorithm>');

// Recorded of AWS: https://github.com/localstack/localstack, tests/aws/services/s3
test.each([
  ['BucketPolicy', '', 'MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'"],
  ['BucketPolicy', 'text', 'MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'"],
  ['BucketPolicy', '[]', 'MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'"],
  ['BucketPolicy', '{}', 'MalformedPolicy', 'Missing required field Statement'],
  ['BucketEncryption', encryption(''), 'MalformedXML', malformed],
  ['BucketEncryption', encryption(aes + aes), 'MalformedXML', malformed],
  ['BucketEncryption', encryption(byDefault('<SSEAlgorithm>none</SSEAlgorithm>')), 'MalformedXML', malformed],
  [
    'BucketEncryption',
    encryption(byDefault('<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>key</KMSMasterKeyID>')),
    'InvalidArgument',
    'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
  ],
  ['BucketOwnershipControls', '<OwnershipControls><Rule/></OwnershipControls>', 'MalformedXML', malformed],
  [
    'BucketOwnershipControls',
    '<OwnershipControls><Rule><ObjectOwnership>Nobody</ObjectOwnership></Rule></OwnershipControls>',
    'MalformedXML',
    malformed,
  ],
  [
    'PublicAccessBlock',
    '<PublicAccessBlockConfiguration><BlockPublicAcls>yes</BlockPublicAcls></PublicAccessBlockConfiguration>',
    'MalformedXML',
    malformed,
  ],
  ['BucketLifecycleConfiguration', '<LifecycleConfiguration/>', 'MalformedXML', malformed],
  ['BucketCors', cors(''), 'MalformedXML', malformed],
  [
    'BucketCors',
    cors('<CORSRule><AllowedMethod>MYMETHOD</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>'),
    'InvalidRequest',
    'Found unsupported HTTP method in CORS config. Unsupported method is MYMETHOD',
  ],
  ['BucketTagging', '<Other/>', 'MalformedXML', malformed],
  ['BucketLogging', '<Other/>', 'MalformedXML', malformed],
])('of %s %s is refused', async (noun, body, code, message) => {
  await expect(checkedDocument(noun, Buffer.from(body))).rejects.toMatchObject({ code, message, status: 400 });
});
