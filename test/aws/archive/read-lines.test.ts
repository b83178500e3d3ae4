import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { readObjectLines } from '../../../src/aws/archive/read-lines.ts';

/** Reads an object whose content arrives in pieces of so many bytes. */
async function linesOf(content: Uint8Array, pieceBytes = 7): Promise<string[]> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += pieceBytes)
    pieces.push(Buffer.from(content.subarray(at, at + pieceBytes)));
  const client = { send: async () => ({ Body: Readable.from(pieces) }) } as unknown as S3Client;
  const lines: string[] = [];
  for await (const line of readObjectLines(client, { bucket: 'archive', key: 'events/1' })) lines.push(line);
  return lines;
}

const text = '{"a":"Zürich"}\n{"a":"東京"}\n{"a":3}\n';
const lines = ['{"a":"Zürich"}', '{"a":"東京"}', '{"a":3}'];

describe('the lines of an archive object', () => {
  test.each([1, 2, 7, 1000])('are read plain and gunzipped alike, in pieces of %i bytes', async (pieceBytes) => {
    expect(await linesOf(Buffer.from(text), pieceBytes)).toEqual(lines);
    expect(await linesOf(gzipSync(text), pieceBytes)).toEqual(lines);
  });

  test('are none in an empty object', async () => {
    expect(await linesOf(Buffer.alloc(0))).toEqual([]);
  });

  test('end in an error when the object is cut short', async () => {
    await expect(linesOf(gzipSync(text.repeat(1000)).subarray(0, 60))).rejects.toThrow('unexpected end of file');
  });

  test.each([
    { format: 'ZIP', head: '504b030414000000' },
    { format: 'Snappy', head: 'ff060000734e61507059' },
  ])('of $format are refused by name', async ({ format, head }) => {
    await expect(linesOf(Buffer.from(head, 'hex'), 100)).rejects.toThrow(`the object events/1 is ${format}`);
  });
});
