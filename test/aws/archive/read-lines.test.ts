import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { compress as snappyBlock } from 'snappy';
import { readLineBatches, readObjectLines } from '../../../src/aws/archive/read-lines.ts';
import { collect, packed } from '../../support/archive.ts';

/** Reads an object whose content arrives in pieces of so many bytes. */
function clientOf(content: Uint8Array, pieceBytes = 7): S3Client {
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += pieceBytes)
    pieces.push(Buffer.from(content.subarray(at, at + pieceBytes)));
  return answering(Readable.from(pieces));
}

const answering = (Body: Readable) => ({ send: async () => ({ Body }) }) as unknown as S3Client;
const place = { bucket: 'archive', key: 'events/1' };

const linesOf = (content: Uint8Array, pieceBytes = 7, key = 'events/1') =>
  collect(readObjectLines(clientOf(content, pieceBytes), { bucket: 'archive', key }));

const text = '{"a":"Zürich"}\n{"a":"東京\u2028"}\n{"a":3}\r\n';
const lines = ['{"a":"Zürich"}', '{"a":"東京\u2028"}', '{"a":3}\r'];
const formats = ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'] as const;

describe('the lines of an archive object', () => {
  test.each(formats.flatMap((format) => [1, 7, 1000].map((bytes) => [format, bytes] as const)))(
    'are read from %s in pieces of %i bytes, and end in line feeds alone',
    async (format, pieceBytes) => {
      expect(await linesOf(await packed(text, format), pieceBytes)).toEqual(lines);
    },
  );

  test.each(formats)('of an object of many blocks come whole from %s', async (format) => {
    const many = Array.from({ length: 10_000 }, (_, n) => `${n} ${randomBytes(20).toString('hex')}`);

    expect(await linesOf(await packed(`${many.join('\n')}\n`, format), 65_536)).toEqual(many);
  });

  test('are read from each form that Snappy takes', async () => {
    const block = await snappyBlock(Buffer.from(text));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(block.length);
    const header = Buffer.from('82534e4150505900000000010000000100'.slice(0, 32), 'hex');

    expect(await linesOf(block, 5, 'events/1.snappy')).toEqual(lines);
    expect(await linesOf(Buffer.concat([header, length, block, length, block]), 5)).toEqual([...lines, ...lines]);
  });

  test('are read from gzip members one behind the other', async () => {
    expect(await linesOf(Buffer.concat([gzipSync(text), gzipSync(text)]))).toEqual([...lines, ...lines]);
  });

  test('are none in an empty object', async () => {
    expect(await linesOf(Buffer.alloc(0))).toEqual([]);
  });

  test('include a last one without a line feed', async () => {
    expect(await linesOf(Buffer.from('a\nb'))).toEqual(['a', 'b']);
  });

  test('that are not UTF-8 are told apart from their neighbours', async () => {
    const content = Buffer.from([0x61, 0x0a, 0xff, 0x0a, 0x62, 0x0a]);

    const batches = await collect(readLineBatches(clientOf(content, 100), { bucket: 'archive', key: 'events/1' }));
    expect(batches.flat()).toEqual(['a', undefined, 'b']);
    expect(await linesOf(content)).toEqual(['a', '', 'b']);
  });

  test.each(formats.slice(1))('end in an error when an object in %s is cut short', async (format) => {
    const whole = await packed(randomBytes(3000).toString('hex'), format);

    await expect(linesOf(whole.subarray(0, whole.length - 40), 100)).rejects.toThrow();
  });

  test.each(formats)('are read no further than they are wanted, and their object is closed: %s', async (format) => {
    const whole = await packed(`${randomBytes(70_000).toString('hex')}\n`, format);
    const endless = new Readable({
      read() {
        this.push(whole);
      },
    });

    for await (const _ of readLineBatches(answering(endless), place)) break;
    expect(endless.destroyed).toBe(true);
  });

  test('are not waited for when they are no longer wanted', async () => {
    const stalled = new Readable({ read() {} });
    stalled.push(gzipSync(`${randomBytes(200_000).toString('hex')}\n`.repeat(2)));

    for await (const _ of readLineBatches(answering(stalled), place)) break;
    expect(stalled.destroyed).toBe(true);
  });

  test('are closed with their object when it is damaged', async () => {
    const body = new Readable({ read() {} });
    body.push(Buffer.from('00000001ffffffffffff', 'hex'));

    await expect(collect(readLineBatches(answering(body), place))).rejects.toThrow('a Snappy block is too long');
    expect(body.destroyed).toBe(true);
  });

  test('end in an error when one is too long to be an event', async () => {
    await expect(linesOf(Buffer.alloc(17 * 1024 * 1024, 0x61), 1024 * 1024)).rejects.toThrow('a line has more than');
  });
});
