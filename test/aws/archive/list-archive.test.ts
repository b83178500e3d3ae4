import { S3Client } from '@aws-sdk/client-s3';
import { type ArchiveWindow, arrivalRange, LATE_MS, listArchive } from '../../../src/aws/archive/list-archive.ts';
import { listArchiveObjects } from '../../../src/aws/archive/list-objects.ts';
import { collect } from '../../support/archive.ts';
import { NOWHERE, scripted } from '../../support/scripted-client.ts';

const archive = {
  bucket: 'archive',
  prefix: 'events/!{timestamp:yyyy/MM/dd/HH/}',
  errorPrefix: 'events/!{firehose:error-output-type}/',
  timeZone: 'UTC',
  bufferMs: 60_000,
};
const window: ArchiveWindow = {
  from: Date.parse('2026-11-20T10:00:30.500Z'),
  to: Date.parse('2026-11-20T11:00:00Z'),
  lateMs: 0,
};
const folder = 'events/2026/11/20';
const keyAt = (time: string) =>
  `${folder}/${time.slice(0, 2)}/s-1-2026-11-20-${time}-00000000-0000-4000-8000-000000000000.gz`;

async function list(pages: readonly object[], startAt?: string, changes: Partial<typeof archive> = {}) {
  const { client, asked } = scripted(new S3Client(NOWHERE), pages);
  const found = await collect(listArchive(client, { ...archive, ...changes }, window, startAt));
  return { found, asked: asked.map(([, input]) => input) };
}
const keys = (found: readonly { key: string }[]) => found.map(({ key }) => key);

test('the times that keys can carry begin one buffer earlier, at a whole second, and end as late as events may be', () => {
  expect(arrivalRange(archive, { ...window, lateMs: LATE_MS })).toEqual({
    from: Date.parse('2026-11-20T09:59:30Z'),
    to: Date.parse('2026-12-04T11:00:00Z'),
  });
});

describe('the objects of a window', () => {
  test('are those whose oldest record arrived in it, its ends included', async () => {
    const times = ['09-59-29', '09-59-30', '10-30-00', '11-00-00', '11-00-01'];
    const Contents = times.map((time, index) => ({ Key: keyAt(time), Size: index, ETag: `"${index}"` }));

    const { found, asked } = await list([{ Contents }]);

    expect(found).toEqual(
      [1, 2, 3].map((index) => ({
        kind: 'object',
        key: keyAt(times[index] ?? ''),
        size: index,
        etag: `"${index}"`,
        arrivedAt: Date.parse(`2026-11-20T${(times[index] ?? '').replaceAll('-', ':')}Z`),
      })),
    );
    expect(asked).toEqual([{ Bucket: 'archive', Prefix: `${folder}/`, StartAfter: `${folder}/09` }]);
  });

  test('are those of every page, up to the first behind it', async () => {
    const { found, asked } = await list([
      { Contents: [{ Key: keyAt('10-00-00') }], IsTruncated: true, NextContinuationToken: 'more' },
      { IsTruncated: true, NextContinuationToken: 'rest' },
      {
        Contents: [{ Key: keyAt('10-30-00') }, { Key: `${folder}/12/x` }, { Key: keyAt('10-40-00') }],
        IsTruncated: true,
        NextContinuationToken: 'never',
      },
    ]);

    expect(keys(found)).toEqual([keyAt('10-00-00'), keyAt('10-30-00')]);
    expect(found[0]).toMatchObject({ size: 0, etag: '' });
    expect(asked.slice(1)).toEqual(
      ['more', 'rest'].map((ContinuationToken) => ({ Bucket: 'archive', Prefix: `${folder}/`, ContinuationToken })),
    );
  });

  test('end with a page that is the last, whatever token it has', async () => {
    expect((await list([{ Contents: [], IsTruncated: false, NextContinuationToken: 'more' }])).asked).toHaveLength(1);
  });

  test('begin at a key, which is one of them', async () => {
    const Contents = [{ Key: keyAt('10-00-00') }, { Key: keyAt('10-10-00') }, { Key: keyAt('10-20-00') }];

    const { found, asked } = await list([{ Contents }], keyAt('10-10-00'));

    expect(keys(found)).toEqual([keyAt('10-10-00'), keyAt('10-20-00')]);
    expect(asked[0]).toMatchObject({ StartAfter: keyAt('10-10-00').slice(0, -1) });
    expect((await list([{}], 'a')).asked[0]).toMatchObject({ StartAfter: `${folder}/09` });
  });

  test('may be anywhere where the prefix names no time from its beginning on', async () => {
    const anywhere = { prefix: '!{timestamp:dd}/', errorPrefix: 'errors/' };

    expect(await list([{}], undefined, anywhere)).toEqual({ found: [], asked: [{ Bucket: 'archive', Prefix: '' }] });
  });

  test('are no folders and no failures, and what Firehose did not name is unreadable', async () => {
    const Contents = [
      { Key: `${folder}/10/` },
      { Key: `${folder}/10/inventory.csv` },
      { Key: 'events/processing-failed/x' },
      {},
    ];

    expect((await list([{ Contents }])).found).toEqual([
      {
        kind: 'unreadable',
        key: `${folder}/10/inventory.csv`,
        line: undefined,
        reason: 'no delivery stream names its objects like this',
      },
    ]);
  });
});

test('the objects under a prefix are those written at a time or later, of every page', async () => {
  const at = (key: string, second: number) => ({ Key: key, Size: 7, LastModified: new Date(second * 1000) });
  const { client, asked } = scripted(new S3Client(NOWHERE), [
    { Contents: [at('a', 4), at('b', 5), at('c', 6)], IsTruncated: true, NextContinuationToken: 'more' },
    { IsTruncated: true, NextContinuationToken: 'last' },
    { Contents: [{}] },
  ]);

  expect(await collect(listArchiveObjects(client, { bucket: 'archive', prefix: 'p/', from: 5000 }))).toEqual([
    { key: 'b', size: 7, writtenAt: 5000 },
    { key: 'c', size: 7, writtenAt: 6000 },
  ]);
  expect(asked.map(([, input]) => input)).toMatchObject([
    { Bucket: 'archive', Prefix: 'p/' },
    { ContinuationToken: 'more' },
    { ContinuationToken: 'last' },
  ]);
  const listed = (page: object) =>
    collect(listArchiveObjects(scripted(new S3Client(NOWHERE), [page]).client, { bucket: 'b', prefix: '', from: 0 }));
  expect(await listed({ Contents: [{}] })).toEqual([{ key: '', size: 0, writtenAt: 0 }]);
  expect(await listed({})).toEqual([]);
});
