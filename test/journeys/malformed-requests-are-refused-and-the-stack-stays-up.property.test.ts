import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { checkoutBody } from '../support/checkout.ts';
import { malformedRequests, operationsOf, type RawRequest } from '../support/malformed-requests.ts';
import { type Shop, startShop } from '../support/shop.ts';

/** FUZZ_RUNS=100000 looks further. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 800);

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

function send(url: string, { method, path, headers, body }: RawRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const lengths = { 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
    const outgoing = request(url, { method, path, headers: { ...headers, ...lengths } }, (response) => {
      text(response).then(
        (answer) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** The error's code, as each protocol writes it; undefined where the answer has no form that a client of AWS reads. */
function errorCode(path: string, { headers, body }: Answer): string | undefined {
  if (body === '<UnknownOperationException/>\n') return 'UnknownOperationException';
  if (body.startsWith('<?xml')) return /<Code>([^<]+)<\/Code>\s*<Message>/.exec(body)?.[1];
  try {
    const answer = JSON.parse(body);
    if (path.startsWith('/_local')) return answer.message;
    if (typeof answer.error === 'object') return answer.error.type;
    if (typeof answer.error === 'string') return answer.error;
    // OpenSearch tells so of a document that is not there.
    if (headers['content-type']?.includes('charset') && (answer.found === false || answer.result === 'not_found'))
      return 'not_found';
    // DynamoDB says no more than this of a body that is no JSON, and of an operation that it has not.
    if (/^com\.amazon\.coral\.service#(Serialization|UnknownOperation)Exception$/.test(answer.__type))
      return answer.__type;
    return (answer.__type ?? headers['x-amzn-errortype']) && (answer.message ?? answer.Message);
  } catch {
    return undefined;
  }
}

describe('malformed requests are refused and the stack stays up', () => {
  let shop: Shop;
  let requests: fc.Arbitrary<RawRequest>;
  const warnings: string[] = [];

  beforeAll(async () => {
    shop = await startShop({ warn: (line) => warnings.push(line) });
    const apis = ['sns', 'sqs', 'dynamodb', 'firehose', 'cloudformation', 'cloudwatch-logs'] as const;
    // Real names give operations something to go wrong with; what the last test needs is not at stake.
    const [sns = [], sqs = [], dynamodb = [], firehose = [], cloudformation = [], logs = []] = await Promise.all(
      apis.map(async (api) => (await operationsOf(api)).filter((name) => !/^(Delete|Purge)/.test(name))),
    );
    requests = malformedRequests(
      { sns, sqs, dynamodb, firehose, cloudformation, logs },
      [
        ...Object.values(shop.outputs),
        ...Object.keys(shop.metrics().queues),
        `/_search/${shop.output('SearchEndpoint').split('/').at(-1)}`,
      ],
      {
        QueueUrl: shop.output('ReplayQueueUrl'),
        TopicArn: shop.output('CheckoutTopicArn'),
        TableName: shop.output('OrdersTableName'),
        DeliveryStreamName: shop.output('BackupStreamName'),
        FunctionName: shop.output('StoreOrderFunctionName'),
        StackName: 'shop',
      },
    );
  });
  afterAll(() => shop.stop());

  it('with an error of AWS’s form, never a failure of the stack’s own', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (malformed) => {
        const answer = await send(shop.awsUrl, malformed);

        expect(answer.status === 501 || answer.status < 500).toBe(true);
        if (answer.status >= 400 && malformed.method !== 'HEAD') {
          expect(errorCode(malformed.path, answer)).toEqual(expect.stringMatching(/\S/));
        }
      }),
      { numRuns: RUNS },
    );

    expect((await fetch(`${shop.awsUrl}/_local/health`)).status).toBe(200);
    expect(warnings.filter((line) => / failed: /.test(line))).toEqual([]);
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nhost x\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['a target that is no path', 'GET http://[ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
    ['an absolute target', 'GET http://x/a HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
    ['a target of slashes', 'GET //// HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
    ['raw bytes in the target', 'GET /\u00ff\u00fe HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n'],
    ['a headers’ flood', `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(17_000)}\r\n\r\n`],
  ])('%s: an answer, and the connection ends', async (_case, bytes) => {
    for (const url of [shop.awsUrl, shop.apiUrl]) {
      const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
      socket.on('error', () => {});
      socket.write(Buffer.from(bytes, 'latin1'));

      expect(await text(socket)).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    }
  });

  it('at the shop’s own API with a message that says what is wrong', async () => {
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS');
    const path = fc.oneof(
      { arbitrary: fc.constant('/checkout'), weight: 3 },
      { arbitrary: fc.constantFrom('/', '/checkout/', '/checkout?%', '/%ZZ', '//checkout', '/checkout%00'), weight: 1 },
    );
    const body = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constant('x'.repeat(300_000)));
    const headers = fc.record(
      {
        'content-type': fc.constantFrom('application/json', 'application/x-www-form-urlencoded', ';', ''),
        'idempotency-key': fc.constantFrom('a', '', 'x'.repeat(300)),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.record({ method, path, headers, body }), async (malformed) => {
        const answer = await send(shop.apiUrl, malformed as RawRequest);

        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        if (malformed.method !== 'HEAD') expect(JSON.parse(answer.body).message).toMatch(/\S/);
      }),
      { numRuns: Math.ceil(RUNS / 5) },
    );

    expect((await shop.post(checkoutBody('after'))).status).toBe(202);
  });
});
