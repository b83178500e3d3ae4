import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { readEvents } from '../../../src/aws/archive/read-events.ts';
import { collect } from '../../support/archive.ts';
import { NOWHERE, scripted } from '../../support/scripted-client.ts';

const archive = { bucket: 'archive', prefix: '', errorPrefix: undefined, timeZone: 'UTC', bufferMs: 0 };
const object = { kind: 'object', key: 'k', size: 1, etag: 'e', arrivedAt: 1000 } as const;

/** A body that ends in an error, if it has one; its first ten bytes tell how it is packed. */
function body(text: string, error?: Error) {
  async function* pieces() {
    yield Buffer.from(text);
    if (error) throw error;
  }
  return { Body: Readable.from(pieces()) };
}
const lost = (code: string) => Object.assign(new Error('The connection broke.'), { code });

async function read(answers: readonly object[], skipped?: number) {
  const { client, asked } = scripted(new S3Client(NOWHERE), answers);
  const found = await collect(readEvents(client, archive, object, skipped));
  const told = found.map((entry) => {
    if (entry.kind === 'event') return [entry.line, entry.body];
    return entry.kind === 'done' ? ['done', entry.lines] : [entry.line, entry.reason];
  });
  return { told, found, asked };
}

test('an object is asked for by its place, and each line that is not empty is an event of its time', async () => {
  const { told, found, asked } = await read([body('a\n\nb')]);

  expect(told).toEqual([
    [1, 'a'],
    [3, 'b'],
    ['done', 3],
  ]);
  expect(found[0]).toMatchObject({ kind: 'event', key: 'k', time: 1000 });
  expect(found.at(-1)).toEqual({ kind: 'done', object, lines: 3 });
  expect(asked).toEqual([['GetObject', { Bucket: 'archive', Key: 'k' }]]);
});

test('reading begins behind the lines that are skipped', async () => {
  expect((await read([body('a\nb\nc')], 2)).told).toEqual([
    [3, 'c'],
    ['done', 3],
  ]);
});

const first = 'the first line';

test.each(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'])(
  'a connection that is lost by %s is tried again from where it was',
  async (code) => {
    const { told, asked } = await read([body(`${first}\nb\n`, lost(code)), body(`${first}\nb\nc`)]);

    expect(told).toEqual([
      [1, first],
      [2, 'b'],
      [3, 'c'],
      ['done', 3],
    ]);
    expect(asked).toHaveLength(2);
  },
);

test('a connection that is lost a third time is told for the next line', async () => {
  const { told, asked } = await read(Array.from({ length: 3 }, () => body(`${first}\n`, lost('ECONNRESET'))));

  expect(told).toEqual([
    [1, first],
    [2, 'The connection broke.'],
    ['done', 1],
  ]);
  expect(asked).toHaveLength(3);
});

test('another fault is told at once', async () => {
  const { told, asked } = await read([body(`${first}\n`, lost('EACCES'))]);

  expect(told).toEqual([
    [1, first],
    [2, 'The connection broke.'],
    ['done', 1],
  ]);
  expect(asked).toHaveLength(1);
  expect((await read([{}])).told).toEqual([
    [1, 'S3 answered without a body for k.'],
    ['done', 0],
  ]);
});

test('a line that is not UTF-8, or of no time, is told for itself', async () => {
  const untimed = '{"id":"a","publishedAt":"2026-13-45T99:99:99Z","source":"arn:x","attributes":{},"event":{}}';
  const content = Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.from(`${untimed}\nb`)]);
  const { told, found } = await read([{ Body: Readable.from([content]) }]);

  expect(told).toEqual([
    [1, 'the line is not UTF-8'],
    [2, '2026-13-45T99:99:99Z is no time'],
    [3, 'b'],
    ['done', 3],
  ]);
  expect(found.map(({ kind }) => kind)).toEqual(['unreadable', 'unreadable', 'event', 'done']);
});
