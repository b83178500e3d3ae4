import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import { openObjectCache } from '../../../../src/operator/archive/query/object-cache.ts';
import { packed } from '../../../support/archive.ts';
import { NOWHERE, scripted } from '../../../support/scripted-client.ts';

const object = { kind: 'object', key: 'events/1', size: 1, etag: 'e', arrivedAt: 0 } as const;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forks-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function fetch(body: Readable): Promise<string> {
  const { client } = scripted(new S3Client(NOWHERE), [{ Body: body }]);
  return (await openObjectCache({ s3: client, bucket: 'archive', folder })).fetch(object);
}

test.each(['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'] as const)(
  'an object in %s is kept plain or as gzip',
  async (format) => {
    const file = await fetch(Readable.from([await packed('{"a":"b"}\n', format)]));

    const content = readFileSync(file);
    expect(`${file.endsWith('.gz') ? gunzipSync(content) : content}`).toBe('{"a":"b"}\n');
    expect(file.endsWith('.gz')).toBe(format !== 'UNCOMPRESSED');
  },
);

test('an object that is damaged leaves neither a file nor an open connection', async () => {
  const body = new Readable({ read() {} }); // more would come
  body.push(Buffer.from('00000001ffffffffffff', 'hex'));

  await expect(fetch(body)).rejects.toThrow('a Snappy block is too long');
  expect(body.destroyed).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});
