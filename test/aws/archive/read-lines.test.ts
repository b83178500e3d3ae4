import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { strToU8, zipSync } from 'fflate';
import { compress as snappyBlock } from 'snappy';
import { readLineBatches, readObjectLines } from '../../../src/aws/archive/read-lines.ts';
import { collect, packed } from '../../support/archive.ts';

/** Reads an object whose content arrives in pieces of so many bytes. */
function clientOf(content: Uint8Array, pieceBytes = 7): S3Client {
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += pieceBytes)
    pieces.push(Buffer.from(content.subarray(at, at + pieceBytes)));
  return { send: async () => ({ Body: Readable.from(pieces) }) } as unknown as S3Client;
}

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
    const many = Array.from({ length: 20_000 }, (_, n) => `${n} ${randomBytes(20).toString('hex')}`);

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
  });

  test.each(formats.slice(1))('end in an error when an object in %s is cut short', async (format) => {
    const whole = await packed(randomBytes(3000).toString('hex'), format);

    await expect(linesOf(whole.subarray(0, whole.length - 40), 100)).rejects.toThrow();
  });

  test('end in an error when a ZIP is damaged, or holds two files', async () => {
    const damaged = zipSync({ a: strToU8(text) });
    damaged[damaged.indexOf(0x50, 30) + 16] = 0;
    const sum = damaged.lastIndexOf(0x02, damaged.length - 22);
    damaged[sum + 14] = (damaged[sum + 14] ?? 0) ^ 0xff;

    await expect(linesOf(damaged, 1000)).rejects.toThrow();
    await expect(linesOf(zipSync({ a: strToU8('x'), b: strToU8('y') }), 1000)).rejects.toThrow(
      'the ZIP holds 2 files, expected one',
    );
  });

  test('end in an error when one is too long to be an event', async () => {
    await expect(linesOf(Buffer.alloc(17 * 1024 * 1024, 0x61), 1024 * 1024)).rejects.toThrow('a line has more than');
  });
});
