/** What a web page of another site can do to a local stack, tried by a page in a real browser: nothing, and it reads nothing. */
import { readFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { join } from 'node:path';
import { PutBucketCorsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type Console, startConsole } from '../../../src/console/server.ts';
import { checkoutBody } from '../../support/checkout.ts';
import { type Shop, startShop } from '../../support/shop.ts';
import { findChromium, showPage } from '../support/chromium.ts';

const chromium = findChromium();
if (chromium === undefined) console.warn('Skipped: what a web page can do, because no Chromium is installed.');
const SCRIPT = readFileSync(join(import.meta.dirname, 'attacking-page.js'), 'utf8');
const suite = chromium === undefined ? describe.skip : describe;

suite('a web page of another site', () => {
  let shop: Shop;
  let page: Console;
  let site: Server;
  let port: number;
  let answered: (answers: Record<string, unknown>) => void;
  const Bucket = 'drive-by';
  const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

  beforeAll(async () => {
    shop = await startShop({ speed: 0 });
    page = await startConsole({ port: 0, outputs: () => shop.outputs });
    for (const name of [Bucket, `${Bucket}-open`]) await fetch(`${shop.awsUrl}/${name}`, { method: 'PUT' });
    await shop.s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'kept' }));
    await shop.s3.send(new PutObjectCommand({ Bucket, Key: 'pixel', Body: PIXEL, ContentType: 'image/gif' }));
    site = createServer(async (request, response) => {
      if (request.method === 'POST') {
        const pieces: Buffer[] = [];
        for await (const piece of request) pieces.push(piece);
        answered(JSON.parse(Buffer.concat(pieces).toString()));
      }
      const targets = {
        ...{ aws: shop.awsUrl, api: new URL(shop.output('CheckoutApiUrl')).origin, page: page.url, bucket: Bucket },
        ...{ queue: shop.queueUrl('Replay'), body: checkoutBody('from-a-page') },
      };
      response.writeHead(200, { 'content-type': 'text/html' });
      const given = JSON.stringify(targets).replaceAll('&', '&amp;').replaceAll("'", '&#39;');
      response.end(`<!doctype html><body><script data-targets='${given}'>${SCRIPT}</script>`);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const address = site.address();
    port = typeof address === 'object' && address ? address.port : 0;
    const AllowedOrigins = [`http://attacker.example:${port}`];
    await shop.s3.send(
      new PutBucketCorsCommand({
        Bucket: `${Bucket}-open`,
        CORSConfiguration: { CORSRules: [{ AllowedOrigins, AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['*'] }] },
      }),
    );
    await shop.sqs.send(new SendMessageCommand({ QueueUrl: shop.queueUrl('Replay'), MessageBody: 'kept' }));
  });
  afterAll(async () => {
    site.closeAllConnections();
    site.close();
    await page.close();
    await shop.stop();
  });

  const visit = async (host: string) => {
    const answers = new Promise<Record<string, unknown>>((resolve) => {
      answered = resolve;
    });
    const shown = showPage(chromium ?? '', `http://${host}:${port}/`);
    try {
      return await answers;
    } finally {
      await shown.close();
    }
  };
  const state = async () => ({
    faults: shop.faults.list(),
    clock: await (await fetch(`${shop.awsUrl}/_local/clock`)).json(),
    queue: (
      await shop.sqs.send(
        new GetQueueAttributesCommand({
          ...{ QueueUrl: shop.queueUrl('Replay'), AttributeNames: ['ApproximateNumberOfMessages'] },
        }),
      )
    ).Attributes,
    kept: await (await fetch(`${shop.awsUrl}/${Bucket}/kept`)).text(),
    topics: shop.metrics().topics,
  });

  it('changes nothing and reads nothing, but what a bucket’s own rules let it', async () => {
    const before = await state();

    const answers = await visit('attacker.example');

    expect(await state()).toEqual(before);
    for (const name of ['outputs', 'messages', 'the console', 'an object', 'a put'])
      expect(answers[name]).toBe('TypeError');
    for (const name of ['purge by an image', 'an object as an image']) expect(answers[name]).toBe('refused');
    expect(answers['a put that the bucket allows']).toBe('');
    expect(answers['a read that the bucket allows']).toBe('from a page');
  });

  it('cannot take a name of its own for this machine', async () => {
    const urls = [shop.awsUrl, new URL(shop.output('CheckoutApiUrl')).origin, page.url];
    const statuses = urls.map((url) => statusOf(url, `attacker.example:${new URL(url).port}`));

    expect(await Promise.all(statuses)).toEqual([403, 403, 403]);
  });

  it('would have done all of that from a page of this machine, which is let in', async () => {
    const before = await state();

    await visit('localhost');

    expect(shop.faults.list().rules).toHaveLength(1);
    shop.faults.clear();
    const after = await state();
    expect(after.clock).not.toEqual(before.clock);
    expect(after.queue).not.toEqual(before.queue);
    expect(after.kept).toContain('NoSuchKey');
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
