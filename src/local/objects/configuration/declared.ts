/**
 * What a template declares of a bucket, as the documents that S3 keeps of it: CloudFormation's names in S3's
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html).
 */
import { isObject } from '../../../domain/is-object.ts';
import { escapeXml } from '../../endpoint/xml.ts';
import { xmlDocument } from '../xml-answer.ts';

/** How properties are called in S3's XML, in its order, with what is in them; a list repeats its element. */
type Names = Readonly<Record<string, string | readonly [name: string, inside: Names]>>;

/** A property of AWS::S3::Bucket that is a document of S3's. */
interface Declared {
  /** The document, as in the names of its operations. */
  readonly noun: string;
  write(value: unknown): string;
}

const DECLARED: Readonly<Record<string, Declared>> = {
  BucketEncryption: document('BucketEncryption', 'ServerSideEncryptionConfiguration', {
    ServerSideEncryptionConfiguration: [
      'Rule',
      {
        ServerSideEncryptionByDefault: [
          'ApplyServerSideEncryptionByDefault',
          { SSEAlgorithm: 'SSEAlgorithm', KMSMasterKeyID: 'KMSMasterKeyID' },
        ],
        BucketKeyEnabled: 'BucketKeyEnabled',
      },
    ],
  }),
  CorsConfiguration: document('BucketCors', 'CORSConfiguration', {
    CorsRules: [
      'CORSRule',
      {
        Id: 'ID',
        AllowedOrigins: 'AllowedOrigin',
        AllowedMethods: 'AllowedMethod',
        AllowedHeaders: 'AllowedHeader',
        MaxAge: 'MaxAgeSeconds',
        ExposedHeaders: 'ExposeHeader',
      },
    ],
  }),
  LifecycleConfiguration: {
    noun: 'BucketLifecycleConfiguration',
    write: (value) =>
      xmlDocument(
        'LifecycleConfiguration',
        listOf(value, 'Rules')
          .map((rule) => `<Rule>${ruleOf(rule)}</Rule>`)
          .join(''),
      ),
  },
  LoggingConfiguration: {
    noun: 'BucketLogging',
    write: (value) =>
      xmlDocument(
        'BucketLoggingStatus',
        `<LoggingEnabled>${renamed(value, { DestinationBucketName: 'TargetBucket', LogFilePrefix: 'TargetPrefix' })}</LoggingEnabled>`,
      ),
  },
  OwnershipControls: document('BucketOwnershipControls', 'OwnershipControls', {
    Rules: ['Rule', { ObjectOwnership: 'ObjectOwnership' }],
  }),
  PublicAccessBlockConfiguration: {
    noun: 'PublicAccessBlock',
    write: publicAccessBlock,
  },
  Tags: {
    noun: 'BucketTagging',
    write: (value) =>
      xmlDocument(
        'Tagging',
        `<TagSet>${renamed({ Tags: value }, { Tags: ['Tag', { Key: 'Key', Value: 'Value' }] })}</TagSet>`,
      ),
  },
  VersioningConfiguration: document('BucketVersioning', 'VersioningConfiguration', { Status: 'Status' }),
};

/** What every bucket has from its creation on, since April 2023 (S3 guide, "Default settings for new S3 buckets FAQ"). */
export const CREATED_WITH: Readonly<Record<string, string>> = {
  PublicAccessBlock: publicAccessBlock({
    ...{ BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
  }),
  BucketOwnershipControls: xmlDocument(
    'OwnershipControls',
    '<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>',
  ),
};

/**
 * The documents that change from one declaration to the next; undefined for one that is declared no more. Versions that a bucket
 * has kept are suspended, since no bucket goes back to keeping none.
 */
export function declaredDocuments(
  properties: Readonly<Record<string, unknown>>,
  previous: Readonly<Record<string, unknown>> = {},
): Record<string, string | undefined> {
  const documents: Record<string, string | undefined> = {};
  for (const [name, { noun, write }] of Object.entries(DECLARED)) {
    const value = properties[name] ?? (name === 'VersioningConfiguration' ? suspended(previous[name]) : undefined);
    if (value !== undefined) documents[noun] = write(value);
    else if (previous[name] !== undefined) documents[noun] = undefined;
  }
  return documents;
}

function suspended(previous: unknown): object | undefined {
  return previous === undefined ? undefined : { Status: 'Suspended' };
}

function document(noun: string, root: string, names: Names): Declared {
  return { noun, write: (value) => xmlDocument(root, renamed(value, names)) };
}

/** All four are told, whichever were declared. */
function publicAccessBlock(value: unknown): string {
  const given = isObject(value) ? value : {};
  const names = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
  const elements = names.map((name) => element(name, escapeXml(String(given[name] ?? false))));
  return xmlDocument('PublicAccessBlockConfiguration', elements.join(''));
}

function ruleOf(rule: unknown): string {
  const one = isObject(rule) ? rule : {};
  const transitions: Names = { TransitionInDays: 'Days', TransitionDate: 'Date', StorageClass: 'StorageClass' };
  const noncurrent: Names = {
    ...{ TransitionInDays: 'NoncurrentDays', NoncurrentDays: 'NoncurrentDays' },
    ...{ NewerNoncurrentVersions: 'NewerNoncurrentVersions', StorageClass: 'StorageClass' },
  };
  const expiration = renamed(one, {
    ...{ ExpirationInDays: 'Days', ExpirationDate: 'Date', ExpiredObjectDeleteMarker: 'ExpiredObjectDeleteMarker' },
  });
  const days = one['NoncurrentVersionExpirationInDays'];
  return (
    renamed(one, { Id: 'ID' }) +
    element('Filter', filterOf(one)) +
    renamed(one, { Status: 'Status' }) +
    (expiration === '' ? '' : element('Expiration', expiration)) +
    renamed(one, { Transitions: ['Transition', transitions], Transition: ['Transition', transitions] }) +
    renamed(
      { ...(days === undefined ? {} : { NoncurrentVersionExpiration: { NoncurrentDays: days } }), ...one },
      { NoncurrentVersionExpiration: ['NoncurrentVersionExpiration', noncurrent] },
    ) +
    renamed(one, {
      NoncurrentVersionTransitions: ['NoncurrentVersionTransition', noncurrent],
      NoncurrentVersionTransition: ['NoncurrentVersionTransition', noncurrent],
      AbortIncompleteMultipartUpload: [
        'AbortIncompleteMultipartUpload',
        { DaysAfterInitiation: 'DaysAfterInitiation' },
      ],
    })
  );
}

/** One condition stands by itself, several within And, and none is the prefix of everything. */
function filterOf(rule: Readonly<Record<string, unknown>>): string {
  const conditions = [
    renamed(rule, { Prefix: 'Prefix' }),
    ...listOf(rule, 'TagFilters').map((tag) => element('Tag', renamed(tag, { Key: 'Key', Value: 'Value' }))),
    renamed(rule, { ObjectSizeGreaterThan: 'ObjectSizeGreaterThan' }),
    renamed(rule, { ObjectSizeLessThan: 'ObjectSizeLessThan' }),
  ].filter((condition) => condition !== '');
  if (conditions.length === 0) return element('Prefix', '');
  return conditions.length === 1 ? conditions.join('') : element('And', conditions.join(''));
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = isObject(value) ? value[name] : undefined;
  return Array.isArray(list) ? list : [];
}

function renamed(value: unknown, names: Names): string {
  if (!isObject(value)) return '';
  return Object.entries(names)
    .map(([from, to]) => {
      const given = value[from];
      if (given === undefined || given === null) return '';
      const [name, inside] = typeof to === 'string' ? [to, undefined] : to;
      const items = Array.isArray(given) ? given : [given];
      return items.map((item) => element(name, inside ? renamed(item, inside) : escapeXml(String(item)))).join('');
    })
    .join('');
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}
