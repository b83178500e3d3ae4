import { request } from 'node:http';
import fc from 'fast-check';
import { checkoutBody } from '../support/checkout.ts';
import { type CostlyRequest, costlyRequests } from '../support/costly-requests.ts';
import { malformedRequests, operationsOf } from '../support/malformed-requests.ts';
import { type RunningProcess, startProcess } from '../support/stack-process.ts';

const MALFORMED = 20_000;
const COSTLY = 2_000;
const AT_ONCE = 12;
const LIMIT_MS = 5_000;

interface Outcome {
  readonly kind: string;
  readonly ms: number;
  /** Undefined when the connection broke off, or no answer came within four times the limit. */
  readonly status: number | undefined;
}

function send(url: string, { method, path, headers, body, kind }: Omit<CostlyRequest, 'port'>): Promise<Outcome> {
  const began = performance.now();
  return new Promise((resolve) => {
    const end = (status: number | undefined) => resolve({ kind, ms: performance.now() - began, status });
    const length = String(Buffer.byteLength(body));
    const outgoing = request(url, { method, path, headers: { ...headers, 'content-length': length } }, (response) => {
      response
        .resume()
        .once('end', () => end(response.statusCode))
        .once('error', () => end(undefined));
    });
    outgoing.setTimeout(4 * LIMIT_MS, () => outgoing.destroy());
    outgoing.once('error', () => end(undefined));
    outgoing.end(body);
  });
}

/** Sends all of them, a few at a time, in their order. */
async function sendAll(requests: readonly (() => Promise<Outcome>)[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  const worker = async () => {
    for (let send = requests[next++]; send; send = requests[next++]) outcomes.push(await send());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcomes;
}

describe('hostile requests', () => {
  let stack: RunningProcess;
  beforeAll(async () => {
    stack = await startProcess();
  });
  afterAll(() => stack.end('SIGKILL'));

  const report = (what: string, outcomes: readonly Outcome[]) => {
    const worst = [...outcomes].sort((a, b) => b.ms - a.ms).slice(0, 3);
    const shown = worst.map(({ kind, ms }) => `${kind} ${Math.round(ms)} ms`).join(', ');
    process.stdout.write(`${outcomes.length} ${what}: slowest ${shown}\n`);
    return outcomes.filter(({ ms, status }) => status === undefined || status === 500 || ms > LIMIT_MS);
  };

  it(`end nothing and hold up nothing: ${MALFORMED} malformed ones`, async () => {
    const outputs = await stack.outputs();
    const apis = ['sns', 'sqs', 'dynamodb', 'firehose', 'cloudformation', 'cloudwatch-logs'] as const;
    const [sns = [], sqs = [], dynamodb = [], firehose = [], cloudformation = [], logs = []] = await Promise.all(
      apis.map(async (api) => (await operationsOf(api)).filter((name) => !/^(Delete|Purge)/.test(name))),
    );
    const requests = malformedRequests({ sns, sqs, dynamodb, firehose, cloudformation, logs }, Object.values(outputs), {
      QueueUrl: outputs['ReplayQueueUrl'] ?? '',
      TopicArn: outputs['CheckoutTopicArn'] ?? '',
    });
    const sends = fc
      // What would reset the stack, or move its clock, is asked for by its owner.
      .sample(
        requests.filter(({ path }) => !path.startsWith('/_local')),
        MALFORMED,
      )
      .map((each) => () => send(stack.urls.aws, { ...each, kind: `${each.method} ${each.path.slice(0, 40)}` }));

    expect(report('malformed requests', await sendAll(sends))).toEqual([]);
  });

  it(`end nothing and hold up nothing: ${COSTLY} costly ones`, async () => {
    const outputs = await stack.outputs();
    const list = await fetch(`${stack.urls.aws}/?Action=ListSubscriptions`, {
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=0',
      },
    });
    const subscriptionArn = /<SubscriptionArn>([^<]+)</.exec(await list.text())?.[1] ?? '';
    const requests = costlyRequests({
      search: new URL(`http://${outputs['SearchEndpoint']}`).pathname,
      queueUrl: outputs['ReplayQueueUrl'] ?? '',
      topicArn: outputs['CheckoutTopicArn'] ?? '',
      subscriptionArn,
      tableName: outputs['OrdersTableName'] ?? '',
      functionName: outputs['StoreOrderFunctionName'] ?? '',
      bucket: outputs['BackupBucketName'] ?? '',
    });
    const sends = fc
      .sample(requests, COSTLY)
      .map((each) => () => send(each.port === 'aws' ? stack.urls.aws : stack.urls.api, each));

    expect(subscriptionArn).not.toBe('');
    expect(report('costly requests', await sendAll(sends))).toEqual([]);
  });

  it('leave the stack taking orders', async () => {
    const order = { method: 'POST', headers: { 'content-type': 'application/json' }, body: checkoutBody('after') };
    const { status } = await fetch(new URL('checkout', `${stack.urls.api}/`), order);

    expect(status).toBeLessThan(300);
    expect(stack.child.exitCode).toBeNull();
    expect(stack.stderr.filter((line) => / failed: /.test(line))).toEqual([]);
  });
});
