import { elements, openRestRoom, type RestRoom } from './rest-room.ts';

let room: RestRoom;
const ask: RestRoom['ask'] = (...request) => room.ask(...request);
const configure = (Status: string) =>
  ask(
    'PUT /bucket?versioning',
    {},
    `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>${Status}</Status></VersioningConfiguration>`,
  );
const put = async (key: string, body: string) =>
  (await ask(`PUT /bucket/${key}`, {}, body)).headers['x-amz-version-id'] ?? '';
const remove = async (key: string) => (await ask(`DELETE /bucket/${key}`)).headers['x-amz-version-id'] ?? '';
/** Every version that the bucket lists, newest first, markers as such. */
const listed = async (query = '') => {
  const { text } = await ask(`GET /bucket?versions${query}`);
  return [...text.matchAll(/<(Version|DeleteMarker)>.*?<\/\1>/g)].map(([entry, kind]) => ({
    key: elements(entry, 'Key')[0],
    version: elements(entry, 'VersionId')[0],
    ...(elements(entry, 'IsLatest')[0] === 'true' ? { latest: true } : {}),
    ...(kind === 'DeleteMarker' ? { marker: true } : {}),
  }));
};

beforeEach(async () => {
  room = openRestRoom();
});
afterEach(() => room.close());

describe('a bucket with versions', () => {
  beforeEach(() => configure('Enabled'));

  test('keeps what was overwritten, each version under its id', async () => {
    const [one, two] = [await put('key', 'one'), await put('key', 'two')];

    expect([one, two]).toEqual([expect.stringMatching(/^[\w.]{32}$/), expect.not.stringMatching(one)]);
    const current = await ask('GET /bucket/key');
    expect([current.text, current.headers['x-amz-version-id']]).toEqual(['two', two]);
    expect((await ask(`GET /bucket/key?versionId=${one}`)).text).toBe('one');
    expect((await ask(`HEAD /bucket/key?versionId=${one}`)).headers).toMatchObject({
      'x-amz-version-id': one,
      'content-length': '3',
    });
    expect(await listed()).toEqual([
      { key: 'key', version: two, latest: true },
      { key: 'key', version: one },
    ]);
    expect(elements((await ask('GET /bucket?list-type=2')).text, 'Key')).toEqual(['key']);
    expect(room.bodyFiles()).toHaveLength(2);
  });

  test('puts a delete marker before what is deleted, and takes it away again', async () => {
    const version = await put('key', 'text');
    const answer = await ask('DELETE /bucket/key');
    const marker = answer.headers['x-amz-version-id'] ?? '';

    expect(answer).toMatchObject({ status: 204, headers: { 'x-amz-delete-marker': 'true' } });
    expect(await ask('GET /bucket/key')).toMatchObject({
      ...{ status: 404, code: 'NoSuchKey', text: expect.stringContaining('<Key>key</Key>') },
      headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker },
    });
    expect(await ask('HEAD /bucket/key')).toMatchObject({ status: 404, headers: { 'x-amz-delete-marker': 'true' } });
    expect(await ask(`GET /bucket/key?versionId=${marker}`)).toMatchObject({
      status: 405,
      headers: { allow: 'DELETE', 'x-amz-delete-marker': 'true', 'last-modified': 'Thu, 15 Jan 2026 10:30:00 GMT' },
      text: expect.stringContaining(
        '<Code>MethodNotAllowed</Code><Message>The specified method is not allowed against this resource.</Message><Method>GET</Method><ResourceType>DeleteMarker</ResourceType>',
      ),
    });
    expect((await ask(`GET /bucket/key?versionId=${version}`)).text).toBe('text');
    expect(elements((await ask('GET /bucket?list-type=2')).text, 'Key')).toEqual([]);
    expect(await listed()).toEqual([
      { key: 'key', version: marker, latest: true, marker: true },
      { key: 'key', version },
    ]);

    expect(await ask(`DELETE /bucket/key?versionId=${marker}`)).toMatchObject({
      status: 204,
      headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker },
    });
    expect((await ask('GET /bucket/key')).text).toBe('text');
    expect(await listed()).toEqual([{ key: 'key', version, latest: true }]);
  });

  test('deletes a version for good, and the one before it is the latest then', async () => {
    const [one, two] = [await put('key', 'one'), await put('key', 'two')];

    const answer = await ask(`DELETE /bucket/key?versionId=${two}`);

    expect([answer.status, answer.headers]).toEqual([204, { 'x-amz-version-id': two }]);
    expect((await ask('GET /bucket/key')).text).toBe('one');
    expect(await ask(`GET /bucket/key?versionId=${two}`)).toMatchObject({
      status: 404,
      code: 'NoSuchVersion',
      text: expect.stringContaining(`<Key>key</Key><VersionId>${two}</VersionId>`),
    });
    expect((await ask(`DELETE /bucket/key?versionId=${two}`)).status).toBe(204);
    await room.objects.close();
    expect(room.bodyFiles()).toHaveLength(1);
    expect(await listed()).toEqual([{ key: 'key', version: one, latest: true }]);
  });

  test('marks what is not there, too, and refuses an id that was never given', async () => {
    const version = await put('key', 'x');
    expect(await remove('none')).toMatch(/^[\w.]{32}$/);

    const forged = `${version.slice(0, -4)}ABCD`;
    for (const line of [`GET /bucket/key?versionId=${forged}`, `DELETE /bucket/key?versionId=${forged}`])
      expect((await ask(line)).code).toBe('InvalidArgument');
    expect(await ask(`GET /bucket/key?versionId=${forged}`)).toMatchObject({
      text: expect.stringContaining(
        `<Message>Invalid version id specified</Message><ArgumentName>versionId</ArgumentName><ArgumentValue>${forged}</ArgumentValue>`,
      ),
    });
  });

  test('deletes many at once: behind markers, markers, and versions', async () => {
    const one = await put('a', 'one');
    const entry = (Key: string, id?: string) =>
      `<Object><Key>${Key}</Key>${id === undefined ? '' : `<VersionId>${id}</VersionId>`}</Object>`;
    const first = await ask('POST /bucket?delete', {}, `<Delete>${entry('a')}${entry('b')}</Delete>`);
    const [marker = ''] = elements(first.text, 'DeleteMarkerVersionId');
    const second = await ask(
      'POST /bucket?delete',
      {},
      `<Delete>${entry('a', marker)}${entry('a', one)}${entry('a', 'x')}</Delete>`,
    );

    expect(first.text).toContain(
      `<Deleted><Key>a</Key><DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>${marker}</DeleteMarkerVersionId></Deleted><Deleted><Key>b</Key><DeleteMarker>`,
    );
    expect(second.text).toContain(
      `<Deleted><Key>a</Key><VersionId>${marker}</VersionId><DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>${marker}</DeleteMarkerVersionId></Deleted>` +
        `<Deleted><Key>a</Key><VersionId>${one}</VersionId></Deleted>` +
        '<Error><Key>a</Key><VersionId>x</VersionId><Code>NoSuchVersion</Code><Message>The specified version does not exist.</Message></Error>',
    );
  });

  test('copies one version, and names both', async () => {
    const [one, two] = [await put('key', 'one'), await put('key', 'two')];
    const copy = (source: string) => ask('PUT /bucket/key', { 'x-amz-copy-source': source });

    const restored = await copy(`bucket/key?versionId=${one}`);
    expect(restored).toMatchObject({ status: 200, headers: { 'x-amz-copy-source-version-id': one } });
    expect((await ask('GET /bucket/key')).text).toBe('one');
    expect((await copy('bucket/key')).code).toBe('InvalidRequest');

    const marker = await remove('key');
    expect((await copy('bucket/key')).code).toBe('NoSuchKey');
    expect((await copy(`bucket/key?versionId=${marker}`)).text).toContain(
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    );
    expect((await copy(`bucket/key?versionId=${two}`)).status).toBe(200);
    expect((await ask('GET /bucket/key')).text).toBe('two');
  });

  test('tags one version, and no delete marker', async () => {
    const [one, two] = [await put('key', 'one'), await put('key', 'two')];
    const tags = '<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>';

    const tagged = await ask(`PUT /bucket/key?tagging&versionId=${one}`, {}, tags);
    expect([tagged.status, tagged.headers['x-amz-version-id']]).toEqual([200, one]);
    expect(elements((await ask(`GET /bucket/key?tagging&versionId=${one}`)).text, 'Value')).toEqual(['1']);
    expect(await ask('GET /bucket/key?tagging')).toMatchObject({ headers: { 'x-amz-version-id': two } });
    expect(await listed()).toHaveLength(2);

    await remove('key');
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(await ask(`${method} /bucket/key?tagging`, {}, tags)).toMatchObject({
        status: 405,
        code: 'MethodNotAllowed',
      });
  });

  test('holds to its conditions: what is behind a delete marker is not there', async () => {
    await put('key', 'one');
    expect((await ask('PUT /bucket/key', { 'if-none-match': '*' }, 'two')).code).toBe('PreconditionFailed');
    await remove('key');

    expect((await ask('PUT /bucket/key', { 'if-match': '"x"' }, 'two')).code).toBe('NoSuchKey');
    expect((await ask('PUT /bucket/key', { 'if-none-match': '*' }, 'two')).status).toBe(200);
  });

  test('cannot be deleted before its last version and delete marker are', async () => {
    const version = await put('key', 'x');
    const marker = await remove('key');
    const message = 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.';

    for (const id of [version, marker]) {
      expect(await ask('DELETE /bucket')).toMatchObject({ status: 409, text: expect.stringContaining(message) });
      await ask(`DELETE /bucket/key?versionId=${id}`);
    }
    expect((await ask('DELETE /bucket')).status).toBe(204);
  });

  test('has them after a restart', async () => {
    const [one] = [await put('key', 'one'), await put('key', 'two'), await remove('key')];
    const before = await listed();

    room.reopen();

    expect(await listed()).toEqual(before);
    expect((await ask(`GET /bucket/key?versionId=${one}`)).text).toBe('one');
  });
});

test('a listing tells which checksum an object has', async () => {
  await ask('PUT /bucket/key', { 'x-amz-checksum-crc32': 'O4unxw==' }, 'text');
  const told = '<ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType><Size>4</Size>';

  expect((await ask('GET /bucket?versions')).text).toContain(told);
  expect((await ask('GET /bucket?list-type=2')).text).toContain(told);
});

describe('the listing of versions', () => {
  beforeEach(() => configure('Enabled'));

  test('goes on page by page, also when what it showed was deleted meanwhile', async () => {
    for (const key of ['a', 'b/1', 'b/2', 'c']) for (const body of ['1', '2', '3']) await put(key, body);
    await remove('c');
    const all = await listed();

    const seen: unknown[] = [];
    let markers = '';
    for (let more = true; more; ) {
      const { text } = await ask(`GET /bucket?versions&max-keys=2${markers}`);
      const page = await listed(`&max-keys=2${markers}`);
      for (const { key, version } of page) {
        seen.push(version);
        await ask(`DELETE /bucket/${key}?versionId=${version}`);
      }
      const [key, version] = [elements(text, 'NextKeyMarker')[0], elements(text, 'NextVersionIdMarker')[0]];
      more = elements(text, 'IsTruncated')[0] === 'true';
      markers = `&key-marker=${key}&version-id-marker=${version}`;
    }

    expect(all).toHaveLength(13);
    expect(seen).toEqual(all.map(({ version }) => version));
    expect(await listed()).toEqual([]);
  });

  test('groups by delimiter, of which only the key is the marker', async () => {
    for (const key of ['a/1', 'a/2', 'b']) await put(key, key);
    await put('b', 'again');

    const first = await ask('GET /bucket?versions&delimiter=/&max-keys=1');
    expect(elements(first.text, 'Prefix')).toEqual(['', 'a/']);
    expect([elements(first.text, 'NextKeyMarker'), elements(first.text, 'NextVersionIdMarker')]).toEqual([['a/'], []]);
    expect(await listed('&delimiter=/&key-marker=a/')).toHaveLength(2);
    expect(await listed('&delimiter=/&key-marker=a/1')).toHaveLength(2);
    expect(await listed('&key-marker=b')).toEqual([]);
  });

  test('takes no version without a key to go on from', async () => {
    const version = await put('key', 'x');

    const answer = await ask(`GET /bucket?versions&version-id-marker=${version}`);
    expect(answer.text).toContain(
      '<Code>InvalidArgument</Code><Message>A version-id marker cannot be specified without a key marker.</Message><ArgumentName>version-id-marker</ArgumentName>',
    );
    expect((await ask('GET /bucket?versions&key-marker=key&version-id-marker=x')).code).toBe('InvalidArgument');
  });
});

describe('a bucket whose versions are suspended', () => {
  test('keeps what it had, and one version null beside it', async () => {
    expect(await put('key', 'before')).toBe('');
    await configure('Enabled');
    const kept = await put('key', 'kept');
    await configure('Suspended');
    expect(await put('key', 'null')).toBe('');
    expect(await put('key', 'null again')).toBe('');

    expect(await listed()).toEqual([
      { key: 'key', version: 'null', latest: true },
      { key: 'key', version: kept },
    ]);
    expect((await ask('GET /bucket/key')).headers['x-amz-version-id']).toBe('null');
    expect((await ask('GET /bucket/key?versionId=null')).text).toBe('null again');
    await room.objects.close();
    expect(room.bodyFiles()).toHaveLength(2);
  });

  test('puts a delete marker null in place of the version null', async () => {
    await configure('Enabled');
    const kept = await put('key', 'kept');
    await configure('Suspended');
    await put('key', 'gone');

    expect(await ask('DELETE /bucket/key')).toMatchObject({
      headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'null' },
    });
    expect(await remove('key')).toBe('null');
    expect(await listed()).toEqual([
      { key: 'key', version: 'null', latest: true, marker: true },
      { key: 'key', version: kept },
    ]);
    expect((await ask('DELETE /bucket/key?versionId=null')).status).toBe(204);
    expect((await ask('GET /bucket/key')).text).toBe('kept');
  });
});

describe('the configuration of versions', () => {
  test('comes back as it counts', async () => {
    expect((await ask('GET /bucket?versioning')).text).not.toContain('<Status>');
    for (const status of ['Enabled', 'Suspended']) {
      expect((await configure(status)).status).toBe(200);
      expect(elements((await ask('GET /bucket?versioning')).text, 'Status')).toEqual([status]);
    }
  });

  // Recorded of AWS: https://github.com/localstack/localstack, tests/aws/services/s3, test_bucket_versioning_crud
  test.each([
    ['<VersioningConfiguration><Status>enabled</Status></VersioningConfiguration>', 400, 'MalformedXML'],
    ['<VersioningConfiguration><Status>Disabled</Status></VersioningConfiguration>', 400, 'MalformedXML'],
    ['<VersioningConfiguration/>', 400, 'IllegalVersioningConfigurationException'],
    ['<Other/>', 400, 'MalformedXML'],
    [
      '<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>',
      501,
      'NotImplemented',
    ],
  ])('%s is refused', async (body, status, code) => {
    expect(await ask('PUT /bucket?versioning', {}, body)).toMatchObject({ status, code });
    expect((await ask('GET /bucket?versioning')).text).not.toContain('<Status>');
  });
});

test('the objects of a folder that knew no versions are the version null of their keys', async () => {
  await put('key', 'text');
  const { database } = room.context;
  database.define(
    'CREATE TABLE objects_objects (bucket TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL, headers TEXT NOT NULL, checksums TEXT NOT NULL, tags TEXT NOT NULL, PRIMARY KEY (bucket, key)) WITHOUT ROWID',
  );
  database.run(
    'INSERT INTO objects_objects SELECT bucket, key, body, size, etag, modified, headers, checksums, tags FROM objects_versions',
  );
  database.run('DELETE FROM objects_versions');

  room.reopen();

  expect((await ask('GET /bucket/key')).text).toBe('text');
  expect(await listed()).toEqual([{ key: 'key', version: 'null', latest: true }]);
  room.reopen();
  expect(await listed()).toHaveLength(1);
});
