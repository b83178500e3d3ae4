/** Requests that no client of AWS would send, or nearly so: every protocol of the endpoint, with anything in the place of anything. */
import fc from 'fast-check';

export interface RawRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** The names of the API operations that an SDK package knows. */
export async function operationsOf(client: string): Promise<string[]> {
  const exported = Object.keys(await import(`@aws-sdk/client-${client}`));
  return exported.filter((name) => name.endsWith('Command') && name !== '$Command').map((name) => name.slice(0, -7));
}

export type ApiNames = Record<'sns' | 'sqs' | 'dynamodb' | 'firehose' | 'cloudformation' | 'logs', readonly string[]>;

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];
const JSON_SERVICES = {
  sqs: 'AmazonSQS',
  dynamodb: 'DynamoDB_20120810',
  firehose: 'Firehose_20150804',
  logs: 'Logs_20140328',
} as const;
const FIELDS = [
  ...['QueueUrl', 'QueueName', 'MessageBody', 'Entries', 'Attributes', 'AttributeNames', 'MessageAttributes', 'Id'],
  ...['ReceiptHandle', 'VisibilityTimeout', 'MaxNumberOfMessages', 'DelaySeconds', 'SourceArn', 'TaskHandle', 'Tags'],
  ...[
    'TopicArn',
    'Name',
    'Message',
    'MessageStructure',
    'PublishBatchRequestEntries',
    'Protocol',
    'Endpoint',
    'Subject',
  ],
  ...['SubscriptionArn', 'AttributeName', 'AttributeValue', 'NextToken', 'FilterPolicy', 'DataType', 'StringValue'],
  ...['TableName', 'Item', 'Key', 'Keys', 'RequestItems', 'UpdateExpression', 'ConditionExpression', 'KeySchema'],
  ...['AttributeDefinitions', 'ExpressionAttributeValues', 'ExpressionAttributeNames', 'Limit', 'ExclusiveStartKey'],
  ...['DeliveryStreamName', 'Record', 'Records', 'Data', 'DeliveryStreamType', 'ExtendedS3DestinationConfiguration'],
  ...['StackName', 'TemplateBody', 'logGroupName', 'logStreamName', 'logEvents', 'filterPattern', 'startTime'],
  ...['UUID', 'FunctionName', 'EventSourceArn', 'Environment', 'Variables', 'BatchSize', 'Timeout', 'FilterCriteria'],
  ...['__proto__', 'constructor', 'toString', '', 'entry', 'member', '1', 'é'],
];

/** Requests for a stack in which `names` are what really exists, of every kind, and `identities` what fields would rightly hold. */
export function malformedRequests(
  apis: ApiNames,
  names: readonly string[],
  identities: Readonly<Record<string, string>>,
): fc.Arbitrary<RawRequest> {
  const name = fc.constantFrom(...names);
  const odd = fc.oneof(
    name,
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('', '0', '-1', '1.5', '1e400', 'NaN', 'true', 'null', '{}', '[]', '{', '<a>', '\u0000', '\ud800'),
    fc.constantFrom('arn:aws:sqs:us-east-1:000000000000:', 'arn:', ':::::::', 'x'.repeat(300), '../../etc/passwd', '%'),
  );
  const field = fc.constantFrom(...FIELDS);
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      odd,
      fc.constantFrom<unknown>(null, true, false, -1, 0, 1, 1.5, 1e21, 2 ** 53, 500),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(field, tie('value'), { maxKeys: 4 }),
      fc.record({ S: tie('value'), N: odd }, { requiredKeys: [] }),
    ),
  })).value;
  const right = fc.subarray(Object.entries(identities), { minLength: Object.keys(identities).length - 1 });
  const input = fc
    .tuple(fc.oneof(right, fc.constant([])), fc.dictionary(field, value, { maxKeys: 6 }))
    .map(([known, wild]) => ({ ...Object.fromEntries(known), ...wild }));
  const jsonBody = fc.oneof(
    { arbitrary: input.map((content) => JSON.stringify(content)), weight: 8 },
    { arbitrary: value.map((content) => JSON.stringify(content)), weight: 1 },
    { arbitrary: odd, weight: 1 },
  );
  const header = fc.string({ unit: fc.constantFrom(...'abcXYZ09-=/:;,"% '), maxLength: 30 });
  const signed = (scope: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/${scope}/aws4_request, SignedHeaders=host, Signature=0`,
  });

  const json = fc.constantFrom('sqs', 'dynamodb', 'firehose', 'logs').chain((scope) =>
    fc.record({
      method: fc.constant('POST'),
      path: fc.constantFrom('/', '//', '/?a=1'),
      headers: fc
        .oneof({ arbitrary: fc.constantFrom(...apis[scope]), weight: 9 }, { arbitrary: header, weight: 1 })
        .map((operation) => ({ ...signed(scope), 'x-amz-target': `${JSON_SERVICES[scope]}.${operation}` })),
      body: jsonBody,
    }),
  );
  const parameter = fc.tuple(
    fc.array(
      fc.oneof(
        field,
        fc.constantFrom('member', 'entry', '1', '2', '0', '-1', '999999999', 'key', 'value', 'Key', 'Value'),
      ),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
    odd,
  );
  const query = fc.constantFrom('sns', 'sqs', 'cloudformation').chain((scope) =>
    fc.record({
      method: fc.constantFrom('POST', 'POST', 'GET'),
      path: fc.oneof(
        fc.constant('/'),
        name.map((each) => encodeURI(`/000000000000/${each}`)),
      ),
      headers: fc.constant({ ...signed(scope), 'content-type': 'application/x-www-form-urlencoded' }),
      body: fc
        .tuple(fc.oneof(fc.constantFrom(...apis[scope]), odd), fc.array(parameter, { maxLength: 6 }), right)
        .map(([action, parameters, known]) =>
          new URLSearchParams([
            ['Action', action],
            ...known,
            ...parameters.map(([path, text]): [string, string] => [path.join('.'), text]),
          ]).toString(),
        ),
    }),
  );
  const pathPart = fc.oneof(
    name.map(encodeURIComponent),
    fc.constantFrom('%', '%ZZ', '%00', '%2e%2e', '..', '.', '', '%ff', 'a%2Fb', '%F0%9F%8D%B5', 'x'.repeat(1100), '+'),
    fc.stringMatching(/^[a-z0-9.-]{1,12}$/),
  );
  const searchPart = fc.constantFrom(
    '_search',
    '_bulk',
    '_count',
    '_doc',
    '_mapping',
    '_cat',
    'indices',
    '_all',
    '*',
    '_refresh',
    '_msearch',
    '_settings',
  );
  const subresource = fc.constantFrom(
    ...['acl', 'policy', 'tagging', 'uploads', 'uploadId=x', 'partNumber=0', 'delete', 'list-type=2', 'max-keys=-1'],
    ...['max-keys=x', 'continuation-token=%00', 'versioning', 'lifecycle', 'location', 'encoding-type=url', 'cors'],
    ...[
      'Action=Unsubscribe',
      'X-Amz-Credential=x',
      '%',
      '=',
      'a=%ZZ',
      'select&select-type=2',
      'Qualifier=9',
      'Marker=x',
    ],
  );
  const restHeaders = fc.record(
    {
      range: fc.oneof(header, fc.constantFrom('bytes=0-', 'bytes=-0', 'bytes=9-1', 'bytes=a')),
      'content-md5': header,
      'content-type': header,
      'content-encoding': fc.constantFrom('aws-chunked', 'gzip', 'x'),
      'x-amz-content-sha256': fc.constantFrom(
        'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x',
      ),
      'x-amz-decoded-content-length': fc.constantFrom('-1', 'x', '99999'),
      'x-amz-copy-source': fc.oneof(header, name, fc.constantFrom('/', '//', '%ZZ', '/a/b?versionId=1')),
      'x-amz-tagging': header,
      'x-amz-checksum-crc32': header,
      'x-amz-invocation-type': fc.constantFrom('Event', 'DryRun', 'x'),
      'x-amz-client-context': fc.constantFrom('e30=', 'x', '%%'),
      'if-match': header,
      'if-modified-since': header,
      'x-amz-target': header,
    },
    { requiredKeys: [] },
  );
  const xml = fc.constantFrom(
    ...['', '<', '<a/>', '<Delete/>', '<Delete><Object/></Delete>', '<Delete><Object><Key></Key></Object></Delete>'],
    ...[
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      '<Tagging><TagSet><Tag/></TagSet></Tagging>',
    ],
    ...['<CompleteMultipartUpload><Part><PartNumber>x</PartNumber></Part></CompleteMultipartUpload>', '0;chunk\r\n'],
  );
  const rest = (prefixes: readonly string[], scopes: readonly string[], part: fc.Arbitrary<string>) =>
    fc
      .record({
        method: fc.constantFrom(...METHODS),
        prefix: fc.constantFrom(...prefixes),
        parts: fc.array(part, { maxLength: 4 }),
        query: fc.array(subresource, { maxLength: 2 }),
        headers: restHeaders,
        scope: fc.constantFrom(...scopes),
        body: fc.oneof(xml, jsonBody),
      })
      .map(({ method, prefix, parts, query: sub, headers, scope, body }) => ({
        method,
        path: `${prefix}/${parts.join('/')}${sub.length > 0 ? `?${sub.join('&')}` : ''}`,
        headers: { ...headers, ...(scope === '' ? {} : signed(scope)) } as Record<string, string>,
        body: method === 'GET' || method === 'HEAD' ? '' : body,
      }));
  return fc.oneof(
    json,
    query,
    rest([''], ['s3', 's3', '', 'kinesis', '../x'], pathPart),
    rest(
      ['/2015-03-31/functions', '/2015-03-31/event-source-mappings', '/2019-09-30/functions', '/2015-03-31'],
      ['lambda'],
      fc.oneof(pathPart, fc.constantFrom('invocations', 'configuration', 'concurrency')),
    ),
    rest(
      ['/_search', ...names.filter((each) => each.startsWith('/_search/'))],
      [''],
      fc.oneof(searchPart, searchPart, pathPart),
    ),
    rest(['/_local', '/_local/outputs', '/_local/faults', '/_local/metrics'], [''], pathPart),
  );
}
