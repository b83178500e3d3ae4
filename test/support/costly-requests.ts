/** Requests that are cheap to send and dear to answer for a server that reads carelessly: depth, repetition, backtracking, expansion. */
import fc from 'fast-check';
import type { RawRequest } from './malformed-requests.ts';

/** What of a running shop the requests aim at. */
export interface Targets {
  readonly search: string;
  readonly queueUrl: string;
  readonly topicArn: string;
  readonly subscriptionArn: string;
  readonly tableName: string;
  readonly functionName: string;
  readonly bucket: string;
}

/** A request to one of the shop's two ports. */
export interface CostlyRequest extends RawRequest {
  readonly port: 'aws' | 'api';
  /** What it is, for the report. */
  readonly kind: string;
}

const signed = (scope: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/${scope}/aws4_request, SignedHeaders=host, Signature=0`,
  'x-amz-date': '20260101T000000Z',
});

const size = fc.constantFrom(100, 1_000, 20_000);
const text = fc.constantFrom('a', 'aa', 'a'.repeat(200), 'é', '(', '[', '{', '\\', '*', '?', '.', '😀');

/** JSON of lists or objects within each other, closed or not. */
const deepJson = fc
  .tuple(
    size,
    fc.constantFrom<readonly [string, string]>(['[', ']'], ['{"a":', '}'], ['{"L":[', ']}'], ['{"M":{"x":', '}}']),
    fc.boolean(),
  )
  .map(([depth, [open, close], closed]) => `${open.repeat(depth)}1${closed ? close.repeat(depth) : ''}`);

const wildcard = fc
  .tuple(fc.constantFrom('*a', '?*', '*', 'a*', '**b'), fc.integer({ min: 1, max: 300 }))
  .map(([piece, times]) => `${piece.repeat(times)}b`);

const regex = fc.constantFrom(
  '(a+)+$',
  '(a|a)*b',
  '(.*)*x',
  '((a*)*)*b',
  `${'(a?)'.repeat(30)}${'a'.repeat(30)}`,
  'a{1,1000}{1,1000}',
);

const nestedQuery = size.map((depth) => `${'{"bool":{"must":['.repeat(depth)}{"match_all":{}}${']}}'.repeat(depth)}`);

const expression = fc.oneof(
  fc.integer({ min: 1, max: 4_000 }).map((depth) => `${'('.repeat(depth)}a = :v${')'.repeat(depth)}`),
  fc.integer({ min: 1, max: 4_000 }).map((depth) => `${'NOT '.repeat(depth)}a = :v`),
  fc.integer({ min: 1, max: 4_000 }).map((depth) => `${'(a = :v AND '.repeat(depth)}a = :v${')'.repeat(depth)}`),
  fc.integer({ min: 1, max: 50_000 }).map((length) => `a${'.a'.repeat(length)} = :v`),
);

const filterPolicy = fc.oneof(
  wildcard.map((pattern) => JSON.stringify({ a: [{ wildcard: pattern }] })),
  fc.integer({ min: 1, max: 12 }).map((depth) => JSON.stringify(crossed(depth))),
  fc
    .integer({ min: 1, max: 5_000 })
    .map((count) => JSON.stringify({ a: Array.from({ length: count }, (_, n) => `${n}`) })),
  deepJson,
);

/** `$or` within `$or`, whose combinations multiply. */
function crossed(depth: number): object {
  return Object.fromEntries([
    ['$or', [1, 2, 3].map((n) => (depth === 0 ? { a: [`${n}`] } : { [`k${n}`]: [`${depth}`], ...crossed(depth - 1) }))],
  ]);
}

const logPattern = fc.oneof(
  regex.map((each) => `%${each}%`),
  size.map((times) => `{ ${'('.repeat(times)}$.a = 1${')'.repeat(times)} }`),
  size.map((times) => `{ $.a = 1${' && $.a = 1'.repeat(times)} }`),
  wildcard.map((each) => `{ $.a = "${each}" }`),
  size.map((times) => '"a" '.repeat(times)),
);

const xml = fc.oneof(
  size.map((depth) => `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`),
  size.map((times) => `<Delete>${'<Object><Key>a</Key></Object>'.repeat(times)}</Delete>`),
  fc.constant(
    `<!DOCTYPE a [${Array.from({ length: 20 }, (_, n) => `<!ENTITY e${n} "${`&e${n - 1};`.repeat(10)}">`).join('')}]><a>&e19;</a>`,
  ),
  size.map((times) => `<Delete${' a="b"'.repeat(times)}/>`),
);

const json = (kind: string, scope: string, target: string, body: fc.Arbitrary<string>): fc.Arbitrary<CostlyRequest> =>
  body.map((given) => ({
    port: 'aws' as const,
    kind,
    method: 'POST',
    path: '/',
    headers: { ...signed(scope), 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' },
    body: given,
  }));

const form = (kind: string, scope: string, body: fc.Arbitrary<string>): fc.Arbitrary<CostlyRequest> =>
  body.map((given) => ({
    port: 'aws' as const,
    kind,
    method: 'POST',
    path: '/',
    headers: { ...signed(scope), 'content-type': 'application/x-www-form-urlencoded' },
    body: given,
  }));

/** Costly requests of every kind for a shop. */
export function costlyRequests(at: Targets): fc.Arbitrary<CostlyRequest> {
  const search = (kind: string, query: fc.Arbitrary<string>) =>
    query.map(
      (given): CostlyRequest => ({
        port: 'aws',
        kind,
        method: 'POST',
        path: `${at.search}/_search`,
        headers: { 'content-type': 'application/json' },
        body: given,
      }),
    );
  const item = (value: string) =>
    `{"TableName":"${at.tableName}","Item":{"CustomerId":${value},"DateOrderId":{"S":"x"}}}`;
  return fc.oneof(
    form(
      'a form with a key of dots',
      'sns',
      size.map((times) => `Action=Publish&a${'.a'.repeat(times)}=1`),
    ),
    form(
      'a form of many parameters',
      'sqs',
      size.map((times) => `Action=SendMessage${'&a=1'.repeat(times)}`),
    ),
    form(
      'a form with a sparse list',
      'sns',
      size.map((n) => `Action=PublishBatch&PublishBatchRequestEntries.member.${n * 99_999}.Id=1`),
    ),
    form(
      'a filter policy',
      'sns',
      filterPolicy.map((policy) =>
        new URLSearchParams({
          Action: 'SetSubscriptionAttributes',
          SubscriptionArn: at.subscriptionArn,
          AttributeName: 'FilterPolicy',
          AttributeValue: policy,
        }).toString(),
      ),
    ),
    form(
      'a message of nested JSON',
      'sns',
      deepJson.map((message) =>
        new URLSearchParams({ Action: 'Publish', TopicArn: at.topicArn, Message: message }).toString(),
      ),
    ),
    form(
      'a template',
      'cloudformation',
      fc
        .oneof(deepJson, xml)
        .map((body) => new URLSearchParams({ Action: 'CreateStack', StackName: 'x', TemplateBody: body }).toString()),
    ),
    json('nested JSON for a queue', 'sqs', 'AmazonSQS.SendMessage', deepJson),
    json('nested JSON for a stream', 'firehose', 'Firehose_20150804.PutRecordBatch', deepJson),
    json('an item of nested values', 'dynamodb', 'DynamoDB_20120810.PutItem', deepJson.map(item)),
    json(
      'an expression',
      'dynamodb',
      'DynamoDB_20120810.Scan',
      expression.map((each) =>
        JSON.stringify({
          TableName: at.tableName,
          FilterExpression: each,
          ExpressionAttributeValues: { ':v': { N: '1' } },
        }),
      ),
    ),
    json(
      'a number of many digits',
      'dynamodb',
      'DynamoDB_20120810.PutItem',
      size.map((digits) => item(`{"N":"1${'0'.repeat(digits)}e-${digits}"}`)),
    ),
    json(
      'a pattern for logs',
      'logs',
      'Logs_20140328.FilterLogEvents',
      logPattern.map((filterPattern) =>
        JSON.stringify({ logGroupName: `/aws/lambda/${at.functionName}`, filterPattern }),
      ),
    ),
    search(
      'a search by wildcard',
      wildcard.map((value) => JSON.stringify({ query: { wildcard: { subject: { value } } } })),
    ),
    search(
      'a search by expression',
      regex.map((value) => JSON.stringify({ query: { regexp: { subject: value } } })),
    ),
    search(
      'a search by query string',
      fc
        .oneof(
          wildcard,
          regex.map((each) => `/${each}/`),
          size.map((times) => '('.repeat(times)),
        )
        .map((query) => JSON.stringify({ query: { query_string: { query } } })),
    ),
    search(
      'a search of nested conditions',
      nestedQuery.map((query) => `{"query":${query}}`),
    ),
    search('a search of nested JSON', deepJson),
    search(
      'a search with nested aggregations',
      fc
        .integer({ min: 1, max: 200 })
        .map((depth) => `${'{"aggs":{"a":{"terms":{"field":"id"},'.repeat(depth)}"x":1${'}}}'.repeat(depth)}`),
    ),
    fc.tuple(xml, fc.constantFrom('?delete', '?tagging', '?lifecycle', '?cors')).map(
      ([body, query]): CostlyRequest => ({
        port: 'aws',
        kind: 'XML for a bucket',
        method: query === '?delete' ? 'POST' : 'PUT',
        path: `/${at.bucket}${query}`,
        headers: signed('s3'),
        body,
      }),
    ),
    fc.tuple(size, text).map(
      ([times, each]): CostlyRequest => ({
        port: 'aws',
        kind: 'a long listing',
        method: 'GET',
        path: `/${at.bucket}?list-type=2&prefix=${encodeURIComponent(each).repeat(Math.min(times, 1_000)).slice(0, 7_000)}&delimiter=a`,
        headers: signed('s3'),
        body: '',
      }),
    ),
    fc
      .tuple(
        fc.oneof(
          deepJson,
          size.map((times) => `{"id":1,"items":[${'{},'.repeat(times)}{}]}`),
        ),
        fc.constant(0),
      )
      .map(
        ([body]): CostlyRequest => ({
          port: 'api',
          kind: 'an order',
          method: 'POST',
          path: '/checkout',
          headers: { 'content-type': 'application/json' },
          body,
        }),
      ),
  );
}
