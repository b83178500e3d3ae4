import { declaredDocuments } from '../../../../src/local/objects/configuration/declared.ts';

const inside = (properties: Record<string, unknown>, noun: string) =>
  /<(\w+) xmlns="[^"]+">(.*)<\/\1>$/.exec(declaredDocuments(properties)[noun] ?? '')?.slice(1);

const lifecycleOf = (rule: object) =>
  inside({ LifecycleConfiguration: { Rules: [rule] } }, 'BucketLifecycleConfiguration')?.[1];

test.each<[string, unknown, string, string, string]>([
  [
    'VersioningConfiguration',
    { Status: 'Enabled' },
    'BucketVersioning',
    'VersioningConfiguration',
    '<Status>Enabled</Status>',
  ],
  [
    'BucketEncryption',
    {
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'key' } },
      ],
    },
    'BucketEncryption',
    'ServerSideEncryptionConfiguration',
    '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>key</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule>',
  ],
  [
    'PublicAccessBlockConfiguration',
    { BlockPublicAcls: 'true', RestrictPublicBuckets: true },
    'PublicAccessBlock',
    'PublicAccessBlockConfiguration',
    '<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>false</IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets>',
  ],
  [
    'OwnershipControls',
    { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
    'BucketOwnershipControls',
    'OwnershipControls',
    '<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>',
  ],
  [
    'Tags',
    [
      { Key: 'a', Value: '<1>' },
      { Key: 'b', Value: '' },
    ],
    'BucketTagging',
    'Tagging',
    '<TagSet><Tag><Key>a</Key><Value>&lt;1&gt;</Value></Tag><Tag><Key>b</Key><Value></Value></Tag></TagSet>',
  ],
  [
    'CorsConfiguration',
    {
      CorsRules: [
        {
          ...{ Id: 'one', AllowedOrigins: ['https://a.example', '*'], AllowedMethods: ['GET'], MaxAge: 60 },
          ...{ AllowedHeaders: ['*'], ExposedHeaders: ['ETag'] },
        },
      ],
    },
    'BucketCors',
    'CORSConfiguration',
    '<CORSRule><ID>one</ID><AllowedOrigin>https://a.example</AllowedOrigin><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader><MaxAgeSeconds>60</MaxAgeSeconds><ExposeHeader>ETag</ExposeHeader></CORSRule>',
  ],
  [
    'LoggingConfiguration',
    { DestinationBucketName: 'logs', LogFilePrefix: 'a/' },
    'BucketLogging',
    'BucketLoggingStatus',
    '<LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix>a/</TargetPrefix></LoggingEnabled>',
  ],
])('%s is a document of S3', (property, value, noun, root, content) => {
  expect(inside({ [property]: value }, noun)).toEqual([root, content]);
});

test.each([
  [
    { Id: 'all', Status: 'Enabled', ExpirationInDays: '7' },
    '<Rule><ID>all</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status><Expiration><Days>7</Days></Expiration></Rule>',
  ],
  [
    { Status: 'Disabled', Prefix: 'a/', Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 30 }] },
    '<Rule><Filter><Prefix>a/</Prefix></Filter><Status>Disabled</Status><Transition><Days>30</Days><StorageClass>GLACIER_IR</StorageClass></Transition></Rule>',
  ],
  [
    {
      ...{ Status: 'Enabled', Prefix: 'a/', ObjectSizeGreaterThan: 1, TagFilters: [{ Key: 'k', Value: 'v' }] },
      NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 2 },
    },
    '<Rule><Filter><And><Prefix>a/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag><ObjectSizeGreaterThan>1</ObjectSizeGreaterThan></And></Filter><Status>Enabled</Status><NoncurrentVersionExpiration><NoncurrentDays>30</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration></Rule>',
  ],
  [
    {
      ...{ Status: 'Enabled', NoncurrentVersionExpirationInDays: 3, ExpiredObjectDeleteMarker: true },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
    '<Rule><Filter><Prefix></Prefix></Filter><Status>Enabled</Status><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration><NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionExpiration><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>',
  ],
])('the lifecycle rule %j is one of S3', (rule, xml) => {
  expect(lifecycleOf(rule)).toBe(xml);
});

test('what is declared no more is taken back, and versions are suspended', () => {
  const before = { VersioningConfiguration: { Status: 'Enabled' }, Tags: [{ Key: 'a', Value: '1' }] };

  expect(declaredDocuments({}, before)).toEqual({
    BucketVersioning: expect.stringContaining('<Status>Suspended</Status>'),
    BucketTagging: undefined,
  });
  expect(declaredDocuments({}, {})).toEqual({});
});
