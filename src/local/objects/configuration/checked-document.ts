/**
 * The configuration documents of a bucket as S3 takes them. Each is kept as it was put; what S3's schema does not allow is refused, as
 * far as that was recorded of it.
 */
import * as v from 'valibot';
import { isObject } from '../../../domain/is-object.ts';
import { ObjectError, objectError } from '../errors.ts';
import { readXml, xmlList } from '../request/request-xml.ts';
import { versioningDocument } from './versioning.ts';

/** Reads the body of a Put of this document, and gives the text to keep of it. Throws MalformedXML, MalformedPolicy, InvalidArgument and the like. */
export async function checkedDocument(noun: string, body: Buffer): Promise<string> {
  const text = body.toString('utf8');
  if (noun === 'BucketPolicy') checkPolicy(text);
  else if (noun === 'BucketVersioning') return versioningDocument(body);
  else await checkXml(noun, body);
  return text;
}

const nothing = v.literal('');
const flag = v.picklist(['true', 'false', 'TRUE', 'FALSE']);
const rule = v.looseObject({});
const statusRule = v.looseObject({ Status: v.picklist(['Enabled', 'Disabled']) });
const someText = v.optional(xmlList(v.string()));

/** Root elements, and what has to be in them. */
const SCHEMAS: Readonly<Record<string, readonly [root: string, inside: v.GenericSchema]>> = {
  BucketLifecycleConfiguration: ['LifecycleConfiguration', v.looseObject({ Rule: xmlList(statusRule) })],
  BucketTagging: ['Tagging', v.object({ TagSet: v.union([nothing, v.looseObject({ Tag: xmlList(rule) })]) })],
  PublicAccessBlock: [
    'PublicAccessBlockConfiguration',
    v.object({
      ...{ BlockPublicAcls: v.optional(flag), IgnorePublicAcls: v.optional(flag) },
      ...{ BlockPublicPolicy: v.optional(flag), RestrictPublicBuckets: v.optional(flag) },
    }),
  ],
  BucketOwnershipControls: [
    'OwnershipControls',
    v.object({
      Rule: v.object({ ObjectOwnership: v.picklist(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']) }),
    }),
  ],
  BucketCors: [
    'CORSConfiguration',
    v.object({
      CORSRule: xmlList(
        v.looseObject({
          ...{ AllowedMethod: xmlList(v.string()), AllowedOrigin: xmlList(v.string()) },
          ...{ AllowedHeader: someText, ExposeHeader: someText },
          MaxAgeSeconds: v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}$/))),
        }),
      ),
    }),
  ],
  BucketEncryption: [
    'ServerSideEncryptionConfiguration',
    v.object({
      // A list is an object, too.
      Rule: v.pipe(
        v.unknown(),
        v.check((value) => !Array.isArray(value)),
        v.looseObject({
          ApplyServerSideEncryptionByDefault: v.optional(
            v.looseObject({ SSEAlgorithm: v.picklist(['AES256', 'aws:kms', 'aws:kms:dsse']) }),
          ),
        }),
      ),
    }),
  ],
  BucketLogging: ['BucketLoggingStatus', v.union([nothing, rule])],
  BucketNotificationConfiguration: ['NotificationConfiguration', v.union([nothing, rule])],
};

async function checkXml(noun: string, body: Buffer): Promise<void> {
  const [root = '', inside = v.never()] = SCHEMAS[noun] ?? [];
  const document = await readXml(body);
  if (!v.is(inside, document[root])) throw objectError('MalformedXML');
  const text = body.toString('utf8');
  if (noun === 'BucketEncryption' && /<SSEAlgorithm>AES256</.test(text) && /<KMSMasterKeyID>/.test(text))
    throw objectError(
      'InvalidArgument',
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      { elements: { ArgumentName: 'ApplyServerSideEncryptionByDefault' } },
    );
  const method =
    noun === 'BucketCors' ? /<AllowedMethod>(?!(?:GET|PUT|HEAD|POST|DELETE)<)([^<]*)/.exec(text)?.[1] : undefined;
  if (method !== undefined)
    throw objectError(
      'InvalidRequest',
      `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`,
    );
}

function checkPolicy(text: string): void {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    policy = undefined;
  }
  if (!text.startsWith('{') || !isObject(policy))
    throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  if (policy['Statement'] === undefined) throw malformedPolicy('Missing required field Statement');
}

function malformedPolicy(message: string): ObjectError {
  return new ObjectError('MalformedPolicy', message);
}
