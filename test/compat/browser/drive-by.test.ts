/**
 * What a web page of another site can do to a local stack, tried by a page in a real browser: nothing, and it reads nothing.
 * Each way is tried twice, through a witness that sees what the browser really sends. Once it hands everything on as it came: 403, and
 * nothing changes. Once it takes away what the stack knows a page by: the same request has its effect, so the attempt is real.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { jest } from '@jest/globals';
import { type Console, startConsole } from '../../../src/console/server.ts';
import { checkoutBody } from '../../support/checkout.ts';
import { type Shop, startShop } from '../../support/shop.ts';
import { type AttackingSite, type Job, startAttackingSite } from '../support/attacking-site.ts';
import { findChromium } from '../support/chromium.ts';
import { type Seen, startWitness, type Witness } from '../support/witness.ts';

const chromium = findChromium();
if (chromium === undefined) console.warn('Skipped: what a web page can do, because no Chromium is installed.');
const suite = chromium === undefined ? describe.skip : describe;
jest.setTimeout(30_000);
const ALLOWED_HOST = 'stack.example';
const FORM = 'application/x-www-form-urlencoded';

type Port = 'aws' | 'api' | 'console';

/** What is attacked: a request, and a figure that it changes where it is let in. */
interface Target {
  readonly port: Port;
  readonly path: string;
  readonly job?: Omit<Job, 'way' | 'url'>;
  readonly figure: () => unknown;
}

suite('a web page of another site', () => {
  let shop: Shop;
  let page: Console;
  let site: AttackingSite;
  let witnesses: Record<Port, Witness>;

  beforeAll(async () => {
    shop = await startShop({ speed: 0, allowHost: [ALLOWED_HOST] });
    page = await startConsole({ port: 0, outputs: () => shop.outputs, allowHost: [ALLOWED_HOST] });
    await fetch(`${shop.awsUrl}/?Action=CreateQueue&QueueName=drive-by&X-Amz-Credential=a/20260101/r/sqs/aws4_request`);
    for (const bucket of ['drive-by', 'drive-by-open']) await fetch(`${shop.awsUrl}/${bucket}`, { method: 'PUT' });
    site = await startAttackingSite(chromium ?? '');
    const witness = (target: string) => startWitness(target, site.page);
    const { origin } = new URL(shop.output('CheckoutApiUrl'));
    witnesses = { aws: await witness(shop.awsUrl), api: await witness(origin), console: await witness(page.url) };
    await site.show();
  });
  afterAll(async () => {
    await site.close();
    for (const each of Object.values(witnesses)) each.close();
    await page.close();
    await shop.stop();
  });

  const QUEUE = '/000000000000/drive-by';
  const sent = () => shop.metrics().queues['drive-by']?.sent;
  const invocations = (word: string) =>
    Object.entries(shop.metrics().functions).find(([name]) => name.includes(word))?.[1].invocations;
  const message: Target = { port: 'aws', path: `${QUEUE}?Action=SendMessage&MessageBody=a`, figure: sent };
  const order: Target = { port: 'api', path: '/checkout?a=b', figure: () => invocations('AcceptCheckout') };

  /** What the witness sees of the attempt, and what the page is told. */
  const attempt = async (
    way: Partial<Job> & { way: string },
    target: Target,
    { isBlind = false, host = '127.0.0.1' },
  ) => {
    const witness = witnesses[target.port];
    witness.isBlind = isBlind;
    const before = { figure: await target.figure(), seen: witness.seen.length };
    const isOfTarget = ({ url, method }: Seen) => url.startsWith(target.path) && !(isBlind && method === 'OPTIONS');
    const asked = witness.first((seen) => witness.seen.indexOf(seen) >= before.seen && isOfTarget(seen));
    const told = site.perform({ ...target.job, url: `http://${host}:${witness.port}${target.path}`, ...way });
    const seen = await asked;
    const answer = await told;
    const methods = witness.seen
      .slice(before.seen)
      .filter(isOfTarget)
      .map(({ method }) => method);
    return { seen, answer, methods, hasEffect: (await target.figure()) !== before.figure };
  };
  /** Both attempts; gives what the page was told in the first. */
  const isKeptOut = async (way: Partial<Job> & { way: string }, target: Target, host?: string) => {
    const kept = await attempt(way, target, host === undefined ? {} : { host });
    expect([kept.seen.status, kept.hasEffect]).toEqual([403, false]);
    const open = await attempt(way, target, { isBlind: true, ...(host === undefined ? {} : { host }) });
    expect([open.seen.status, open.hasEffect]).toEqual([expect.any(Number), true]);
    return { kept, open };
  };

  describe.each([
    'an image',
    'a script',
    'a module',
    'a style sheet',
    'a prefetch',
    'a video',
    'an embedded object',
    'a frame',
    'a frame that moves on',
    'a redirect of its site',
    'a window',
    'a window without a referrer',
    'an event source',
    'a web socket',
    'a fetch without CORS',
    'a fetch with credentials',
    'a fetch without a referrer',
    'a read',
    'a read with credentials',
  ])('with %s', (way) => {
    it('sends no message', async () => {
      const { kept, open } = await isKeptOut({ way }, message);

      expect([kept.seen.method, open.seen.method]).toEqual(['GET', 'GET']);
    });

    it('sends none under a name that --allow-host adds, where a browser does not say that a page asks', async () => {
      await isKeptOut({ way }, message, ALLOWED_HOST);
    });
  });

  it('sends no message with a form by GET', async () => {
    const fields = { Action: 'SendMessage', MessageBody: 'a' };

    await isKeptOut({ way: 'a form by GET', fields }, { ...message, path: QUEUE });
  });

  describe.each([
    ['a form', FORM],
    ['a form of parts', 'multipart/form-data'],
    ['a form of plain text', 'text/plain'],
    ['a simple POST', FORM],
    ['a simple POST', 'multipart/form-data; boundary=a'],
    ['a simple POST', 'text/plain'],
    ['a POST with credentials', FORM],
    ['a POST that outlives its page', 'text/plain'],
    ['a beacon', FORM],
    ['a ping of a link', 'text/ping'],
  ])('with %s of %s', (way, type) => {
    it.each([
      ['sends no message', message, '127.0.0.1'],
      ['sends no message under a name that --allow-host adds', message, ALLOWED_HOST],
      ['places no order', order, '127.0.0.1'],
    ] as const)('%s', async (_what, target, host) => {
      const job = { way, type, body: checkoutBody('from-a-page'), fields: { order: checkoutBody('from-a-form') } };
      const { kept, open } = await isKeptOut(job, target, host);

      expect([kept.seen.method, open.seen.method]).toEqual(['POST', 'POST']);
      expect(kept.seen.headers['content-type']).toMatch(new RegExp(`^${type.split(';')[0]}`));
    });
  });

  describe('in the protocols of AWS and of the stack, as far as a simple request goes,', () => {
    const query = (fields: Record<string, string>) => ({ type: FORM, body: new URLSearchParams(fields).toString() });
    const topicArn = () => shop.output('CheckoutTopicArn');
    const cases: Array<[string, () => Target]> = [
      [
        'purges no queue',
        () => {
          const figure = () => shop.metrics().queues['drive-by']?.held;
          return { port: 'aws', path: QUEUE, job: query({ Action: 'PurgeQueue', Version: '2012-11-05' }), figure };
        },
      ],
      [
        'publishes no event',
        () => ({
          ...{ port: 'aws', path: '/?X-Amz-Credential=a/20260101/us-east-1/sns/aws4_request' },
          job: query({ Action: 'Publish', Version: '2010-03-31', TopicArn: topicArn(), Message: '{}' }),
          figure: () => Object.values(shop.metrics().topics)[0]?.published,
        }),
      ],
      [
        'deletes no object',
        () => ({
          ...{
            port: 'aws',
            path: '/drive-by?delete',
            job: { body: '<Delete><Object><Key>kept</Key></Object></Delete>' },
          },
          figure: async () => (await fetch(`${shop.awsUrl}/drive-by/kept`)).status,
        }),
      ],
      [
        'invokes no function',
        () => ({
          port: 'aws',
          path: `/2015-03-31/functions/${shop.output('StoreOrderFunctionName')}/invocations`,
          job: { body: '{}' },
          figure: () => invocations('StoreOrder'),
        }),
      ],
      [
        'moves no clock',
        () => ({
          ...{ port: 'aws', path: '/_local/clock', job: { body: '{"advanceSeconds":1}' } },
          figure: async () =>
            JSON.stringify(await (await fetch(`${shop.awsUrl}/_local/clock`)).json(), ['advancedSeconds']),
        }),
      ],
      [
        'sets no fault',
        () => ({
          ...{ port: 'aws', path: '/_local/faults' },
          job: { body: '{"seed":1,"rules":[{"service":"sqs","operation":"ListQueues","kind":"error","rate":1}]}' },
          figure: () => shop.faults.list().rules.length,
        }),
      ],
    ];
    it.each(cases)('%s', async (_what, target) => {
      await fetch(`${shop.awsUrl}/drive-by/kept`, { method: 'PUT', body: 'kept' });
      await isKeptOut({ way: 'a simple POST' }, target());
      shop.faults.clear();
    });
  });

  describe('with a request that a browser asks about before,', () => {
    const credential =
      'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
    const cases: Array<[string, Partial<Job>, () => Target]> = [
      [
        'sends no message in the JSON protocol',
        {
          ...{ method: 'POST', body: JSON.stringify({ QueueUrl: `http://localhost${QUEUE}`, MessageBody: 'a' }) },
          headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
        },
        () => ({ port: 'aws', path: '/?json', figure: sent }),
      ],
      [
        'counts nothing in CBOR',
        {
          ...{
            method: 'POST',
            headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
            body: '\xa0',
          },
        },
        () => {
          const path = '/service/GraniteServiceVersion20100801/operation/ListMetrics';
          const asked = () => witnesses.aws.seen.filter(({ url, method }) => url === path && method === 'POST').length;
          return { port: 'aws', path, figure: asked };
        },
      ],
      [
        'puts no object',
        { method: 'PUT', headers: { authorization: credential }, body: 'from a page' },
        () => ({
          ...{ port: 'aws', path: '/drive-by/put' },
          figure: async () => (await fetch(`${shop.awsUrl}/drive-by/put`)).status,
        }),
      ],
      [
        'writes no document',
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
        () => ({
          ...{ port: 'aws', path: `${new URL(shop.searchUrl).pathname}/of-a-page/_doc` },
          figure: async () => (await fetch(`${shop.searchUrl}/of-a-page/_search`)).status,
        }),
      ],
      [
        'deletes no index',
        { method: 'DELETE' },
        () => ({
          ...{ port: 'aws', path: `${new URL(shop.searchUrl).pathname}/of-a-page` },
          figure: async () => (await fetch(`${shop.searchUrl}/of-a-page/_search`)).status,
        }),
      ],
    ];
    it.each(cases)('%s', async (_what, job, target) => {
      const { kept } = await isKeptOut({ way: 'any request', ...job }, target());

      expect([kept.methods, kept.answer]).toEqual([['OPTIONS'], 'TypeError']);
    });
  });

  describe.each(['a sandboxed frame', 'a data URL', 'a blob URL'])('in %s', (via) => {
    it.each(['an image', 'a read', 'a form', 'a simple POST'])('does nothing with %s', async (way) => {
      const { kept } = await isKeptOut({ way, via, body: 'a', fields: {} }, message);

      if (kept.seen.headers.origin !== undefined && via !== 'a blob URL') expect(kept.seen.headers.origin).toBe('null');
    });
  });

  describe('under a name of its own that was led here', () => {
    const via = 'a name that was led here';
    const host = 'rebound.example';

    it.each(['an image', 'a read', 'a form', 'a simple POST'])('does nothing with %s', async (way) => {
      await isKeptOut({ way, via, body: 'a', fields: {} }, message, host);
      if (way !== 'an image' && way !== 'a read') await isKeptOut({ way, via, body: 'a', fields: {} }, order, host);
    });

    it('does nothing with any request, about which a browser asks nobody', async () => {
      const job = { way: 'any request', via, method: 'PUT', headers: { 'x-amz-acl': 'private' }, body: 'a' };
      const target = { ...message, path: '/drive-by/rebound' };
      const figure = async () => (await fetch(`${shop.awsUrl}/drive-by/rebound`)).status;
      const { kept } = await isKeptOut(job, { ...target, figure }, host);

      expect(kept.methods).toEqual(['PUT']);
    });
  });

  describe('reads nothing', () => {
    const cases: Array<[string, Port, () => string]> = [
      ['of the console', 'console', () => '/'],
      ['of the outputs', 'aws', () => '/_local/outputs'],
      ['of an object', 'aws', () => '/drive-by/read'],
      ['of the search domain', 'aws', () => `${new URL(shop.searchUrl).pathname}/_cat/indices`],
      ['of the API', 'api', () => '/checkout'],
    ];
    it.each(cases)('%s', async (_what, port, path) => {
      // What is not shown is downloaded, of which a frame hears nothing; what is kept is not asked for again.
      const headers = { 'content-type': 'text/plain', 'cache-control': 'no-store' };
      await fetch(`${shop.awsUrl}/drive-by/read`, { method: 'PUT', body: 'kept', headers });
      const target: Target = { port, path: path(), figure: () => undefined };
      for (const host of ['127.0.0.1', 'localhost', 'rebound.example']) {
        const via = host === 'rebound.example' ? { via: 'a name that was led here' } : {};
        for (const way of ['a frame', 'a read', 'a read with credentials']) {
          const kept = await attempt({ way, ...via }, target, { host });
          const open = await attempt({ way, ...via }, target, { host, isBlind: true });

          expect([kept.seen.status, [200, 404].includes(open.seen.status)]).toEqual([403, true]);
          if (way === 'a frame') continue;
          if (host !== 'rebound.example') expect(kept.answer).toBe('TypeError');
          else expect(kept.answer).toContain('rebound.example, which is not this machine');
          expect(open.answer).not.toContain('not this machine');
          expect(open.answer).not.toBe('TypeError');
        }
      }
    });
  });

  it('is let to a bucket’s objects by the bucket’s own rules alone, and only as they say', async () => {
    const AllowedOrigins = [`http://attacker.example:${site.port}`];
    const CORSRules = [{ AllowedOrigins, AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['*'] }];
    await shop.s3.send(new PutBucketCorsCommand({ Bucket: 'drive-by-open', CORSConfiguration: { CORSRules } }));
    const object: Target = { port: 'aws', path: '/drive-by-open/page', figure: () => undefined };

    const put = await attempt({ way: 'any request', method: 'PUT', body: 'from a page' }, object, {});
    const read = await attempt({ way: 'a read' }, object, {});
    const removal = await attempt({ way: 'any request', method: 'DELETE' }, object, {});
    const many = { ...object, path: '/drive-by-open?delete' };
    const batch = await attempt(
      { way: 'a simple POST', body: '<Delete><Object><Key>page</Key></Object></Delete>' },
      many,
      {},
    );

    expect([put.answer, read.answer]).toEqual(['', 'from a page']);
    expect([removal.answer, removal.methods, batch.seen.status]).toEqual(['TypeError', ['OPTIONS'], 403]);
  });

  describe('of a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'forks-page-'));
    beforeAll(async () => {
      const file = join(folder, 'page.html');
      writeFileSync(file, site.page(new URLSearchParams({ site: `http://attacker.example:${site.port}` })));
      await site.show(`file://${file}`);
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it.each(['an image', 'a frame', 'a read', 'a form', 'a simple POST', 'a beacon'])(
      'does nothing with %s',
      async (way) => {
        await isKeptOut({ way, body: 'a', fields: {} }, message);
      },
    );
  });

  describe('of this machine, and whoever types an address', () => {
    it('is let in', async () => {
      await site.show(`http://localhost:${site.port}/`);
      const own = await attempt({ way: 'a simple POST', body: 'a' }, message, { host: 'localhost' });
      expect([own.seen.status, own.hasEffect]).toEqual([200, true]);

      for (const host of ['127.0.0.1', 'localhost', ALLOWED_HOST]) {
        const since = witnesses.console.seen.length;
        const asked = witnesses.console.first(
          (seen) => witnesses.console.seen.indexOf(seen) >= since && seen.url === '/',
        );
        witnesses.console.isBlind = false;
        await site.show(`http://${host}:${witnesses.console.port}/`);
        expect([host, (await asked).status]).toEqual([host, 200]);
      }
    });
  });

  it('cannot take a name of its own for this machine, without a witness too', async () => {
    const urls = [shop.awsUrl, new URL(shop.output('CheckoutApiUrl')).origin, page.url, shop.searchUrl];
    const statuses = urls.map((url) => statusOf(url, `attacker.example:${new URL(url).port}`));

    expect(await Promise.all(statuses)).toEqual([403, 403, 403, 403]);
  });
});

/** The status of a request under another name, as a browser sends it that was led here by DNS. */
function statusOf(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
