import { openObjectStore } from '../../../src/local/objects/store.ts';
import { elements, openRestRoom, type RestRoom } from './rest-room.ts';

const KEYS = ['a', 'b/1', 'b/2', 'b/c/3', 'd', 'e/1', 'f'];
let room: RestRoom;

beforeAll(async () => {
  room = openRestRoom();
  for (const key of KEYS) await room.objects.put('bucket', key, Buffer.from(key));
});
afterAll(() => room.close());

const list = async (query: string) => {
  const { text } = await room.ask(`GET /bucket?${query}`);
  const [truncated] = elements(text, 'IsTruncated');
  return {
    text,
    keys: elements(text, 'Key'),
    prefixes: [...text.matchAll(/<CommonPrefixes><Prefix>([^<]*)</g)].map(([, prefix]) => prefix),
    truncated: truncated === 'true',
    of: (name: string) => elements(text, name),
  };
};

describe('a page', () => {
  test.each<[string, string[], string[], boolean]>([
    ['', KEYS, [], false],
    ['max-keys=7', KEYS, [], false],
    ['max-keys=6', KEYS.slice(0, 6), [], true],
    ['max-keys=0', [], [], false],
    ['max-keys=', KEYS, [], false],
    ['prefix=b/', ['b/1', 'b/2', 'b/c/3'], [], false],
    ['prefix=b/&max-keys=3', ['b/1', 'b/2', 'b/c/3'], [], false],
    ['prefix=g', [], [], false],
    ['delimiter=/', ['a', 'd', 'f'], ['b/', 'e/'], false],
    ['delimiter=/&max-keys=5', ['a', 'd', 'f'], ['b/', 'e/'], false],
    ['delimiter=/&max-keys=4', ['a', 'd'], ['b/', 'e/'], true],
    ['delimiter=/&max-keys=2', ['a'], ['b/'], true],
    ['delimiter=/&max-keys=0', [], [], false],
    ['delimiter=/&prefix=b/', ['b/1', 'b/2'], ['b/c/'], false],
    ['delimiter=/&prefix=b', [], ['b/'], false],
    ['delimiter=c/', ['a', 'b/1', 'b/2', 'd', 'e/1', 'f'], ['b/c/'], false],
    ['delimiter=x', KEYS, [], false],
    ['delimiter=', KEYS, [], false],
  ])('of "%s" holds %j and %j, and is cut off: %s', async (query, keys, prefixes, truncated) => {
    const page = await list(`list-type=2&${query}`);

    expect([page.keys, page.prefixes, page.truncated]).toEqual([keys, prefixes, truncated]);
    expect(page.of('KeyCount')).toEqual([String(keys.length + prefixes.length)]);
    expect(page.of('NextContinuationToken')).toHaveLength(truncated ? 1 : 0);
  });

  // S3 API reference, ListObjectsV2: a common prefix that is not after StartAfter is left out.
  test.each([
    ['start-after=b/1', ['b/2', 'b/c/3', 'd', 'e/1', 'f'], []],
    ['start-after=b', ['b/1', 'b/2', 'b/c/3', 'd', 'e/1', 'f'], []],
    ['start-after=zz', [], []],
    ['start-after=a&delimiter=/', ['d', 'f'], ['b/', 'e/']],
    ['start-after=b&delimiter=/', ['d', 'f'], ['b/', 'e/']],
    ['start-after=b/&delimiter=/', ['d', 'f'], ['e/']],
    ['start-after=b/1&delimiter=/', ['d', 'f'], ['e/']],
    ['start-after=b/c/3&delimiter=/&prefix=b/', [], []],
    ['start-after=a&delimiter=/&prefix=b/', ['b/1', 'b/2'], ['b/c/']],
  ])('with "%s" begins behind it', async (query, keys, prefixes) => {
    const page = await list(`list-type=2&${query}`);

    expect([page.keys, page.prefixes]).toEqual([keys, prefixes]);
    expect(page.of('StartAfter')).toEqual([new URLSearchParams(query).get('start-after')]);
  });

  test.each([1, 2, 3])('after page of %i brings every key and group once', async (size) => {
    const found: (string | undefined)[] = [];
    for (let token: string | undefined; ; ) {
      const page = await list(`list-type=2&delimiter=/&max-keys=${size}${token ? `&continuation-token=${token}` : ''}`);
      expect(page.of('ContinuationToken')).toEqual(token ? [token] : []);
      found.push(...page.keys, ...page.prefixes);
      [token] = page.of('NextContinuationToken');
      if (token === undefined) break;
    }

    expect(found.sort()).toEqual(['a', 'b/', 'd', 'e/', 'f']);
  });

  test('goes on where its token says, whatever StartAfter says', async () => {
    const first = await list('list-type=2&max-keys=1');
    const [token] = first.of('NextContinuationToken');

    expect((await list(`list-type=2&continuation-token=${token}&start-after=f&max-keys=1`)).keys).toEqual(['b/1']);
  });

  test('tells what was asked for', async () => {
    const page = await list('list-type=2&prefix=b/&delimiter=/&max-keys=2000&encoding-type=url');

    expect(page.text).toMatch(
      /^<\?xml [^>]*>\n<ListBucketResult xmlns="http:\/\/s3.amazonaws.com\/doc\/2006-03-01\/">/,
    );
    expect((await list('')).text).toContain('<ListBucketResult xmlns=');
    expect((await list('versions')).text).toContain('<ListVersionsResult xmlns=');
    expect(page.of('Name')).toEqual(['bucket']);
    expect(page.of('Prefix')[0]).toBe('b/');
    expect([page.of('Delimiter'), page.of('MaxKeys'), page.of('EncodingType')]).toEqual([['/'], ['1000'], ['url']]);
    const bare = await list('list-type=2');
    expect(bare.of('Prefix')).toEqual(['']);
    expect([bare.of('Delimiter'), bare.of('MaxKeys'), bare.of('EncodingType'), bare.of('StartAfter')]).toEqual([
      [],
      ['1000'],
      [],
      [],
    ]);
  });

  test('says of an object when it was stored, its ETag, size and class, and its owner when asked', async () => {
    const { headers } = await room.ask('HEAD /bucket/a');
    const bare = await list('list-type=2&max-keys=1');
    const owned = await list('list-type=2&max-keys=1&fetch-owner=true');

    expect(bare.text).toContain(
      `<Contents><Key>a</Key><LastModified>2026-01-15T10:30:00.000Z</LastModified><ETag>${headers['etag']?.replaceAll('"', '&quot;')}</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    );
    expect(owned.text).toContain(
      '<StorageClass>STANDARD</StorageClass><Owner><ID>000000000000</ID><DisplayName>local</DisplayName></Owner></Contents>',
    );
    expect((await list('list-type=2&fetch-owner=false')).text).not.toContain('<Owner>');
  });

  test('has at most 1,000 entries', async () => {
    const many = openRestRoom();
    const store = openObjectStore(many.context.database);
    const object = {
      bucket: 'bucket',
      body: 'none',
      size: 0,
      etag: '',
      modified: 0,
      headers: {},
      checksums: {},
      tags: '',
      parts: [],
    };
    for (let n = 0; n < 1001; n++) store.add({ ...object, key: String(n).padStart(4, '0') }, false);

    const { text } = await many.ask('GET /bucket?list-type=2&max-keys=5000');

    expect(elements(text, 'Key')).toHaveLength(1000);
    expect(elements(text, 'IsTruncated')).toEqual(['true']);
    await many.close();
  });
});

test.each(['x', '-1', '1.5', '2147483648'])('max-keys=%s is refused', async (value) => {
  const { status, code, text } = await room.ask(`GET /bucket?max-keys=${value}`);

  expect([status, code]).toEqual([400, 'InvalidArgument']);
  expect(text).toContain('Argument maxKeys must be an integer between 0 and 2147483647');
});

test('max-keys may be as large as S3 takes it', async () => {
  expect((await list('max-keys=2147483647')).of('MaxKeys')).toEqual(['1000']);
});

test('an empty token is refused', async () => {
  const { code, text } = await room.ask('GET /bucket?list-type=2&continuation-token=');

  expect(code).toBe('InvalidArgument');
  expect(text).toContain('The continuation token provided is incorrect');
});

describe('the first version of the listing', () => {
  test('names the next marker only with a delimiter', async () => {
    const plain = await list('max-keys=2');
    const grouped = await list('max-keys=2&delimiter=/');
    const last = await list('delimiter=/');

    expect([plain.truncated, plain.of('NextMarker')]).toEqual([true, []]);
    expect([grouped.truncated, grouped.of('NextMarker')]).toEqual([true, ['b/']]);
    expect([last.truncated, last.of('NextMarker')]).toEqual([false, []]);
  });

  test('goes on behind its marker, and says which that was', async () => {
    const page = await list('marker=b/&delimiter=/');

    expect([page.keys, page.prefixes, page.of('Marker')]).toEqual([['d', 'f'], ['e/'], ['b/']]);
    expect((await list('')).of('Marker')).toEqual(['']);
    expect((await list('max-keys=1')).text).toContain('<Owner><ID>000000000000</ID>');
  });

  test('a key as a marker comes after it', async () => {
    const page = await list('max-keys=1&delimiter=/&marker=b/');

    expect([page.keys, page.of('NextMarker')]).toEqual([['d'], ['d']]);
  });
});

describe('the listing of versions', () => {
  test('has one version of each object, and goes on behind its key', async () => {
    const first = await list('versions&max-keys=2&delimiter=/');
    const second = await list(`versions&delimiter=/&key-marker=${first.of('NextKeyMarker')[0]}`);

    expect([first.of('NextKeyMarker'), first.of('NextVersionIdMarker'), first.of('KeyMarker')]).toEqual([
      ['b/'],
      [],
      [''],
    ]);
    expect(first.text).toContain('<Version><Key>a</Key><VersionId>null</VersionId><IsLatest>true</IsLatest>');
    expect(first.text).toContain('</StorageClass><Owner><ID>000000000000</ID>');
    expect([second.keys, second.prefixes]).toEqual([['d', 'f'], ['e/']]);
    expect([second.of('NextKeyMarker'), second.of('NextVersionIdMarker'), second.of('KeyMarker')]).toEqual([
      [],
      [],
      ['b/'],
    ]);
  });
});

test('names are encoded on request, the slash kept', async () => {
  const odd = openRestRoom();
  const keys = ["!'()*", '%', 'a b/ü&<>"', 'c\nd', '~-_.'];
  for (const key of keys) await odd.objects.put('bucket', key, Buffer.from('x'));

  const { text } = await odd.ask('GET /bucket?list-type=2&encoding-type=url&start-after=%20(');
  const plain = await odd.ask('GET /bucket?list-type=2');
  const grouped = await odd.ask('GET /bucket?encoding-type=url&delimiter=/&prefix=a%20b');

  expect(elements(text, 'Key')).toEqual(['%21%27%28%29*', '%25', 'a%20b/%C3%BC%26%3C%3E%22', 'c%0Ad', '~-_.']);
  expect(elements(text, 'StartAfter')).toEqual(['%20%28']);
  expect(elements(plain.text, 'Key')[2]).toBe('a b/ü&amp;&lt;&gt;&quot;');
  expect(elements(grouped.text, 'Prefix')).toEqual(['a%20b', 'a%20b/']);
  await odd.close();
});

test('an object says its storage class', async () => {
  await room.ask('PUT /bucket/zz', { 'x-amz-storage-class': 'GLACIER_IR' }, 'x');

  expect((await list('list-type=2&prefix=zz')).of('StorageClass')).toEqual(['GLACIER_IR']);
  await room.ask('DELETE /bucket/zz');
});
