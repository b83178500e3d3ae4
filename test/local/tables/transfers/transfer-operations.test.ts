import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { type Answer, ownTables } from '../../../support/tables/judges.ts';

let own: Awaited<ReturnType<typeof ownTables>>;
const ask = (operation: string, input: object): Promise<Answer> => own.ask({ operation, input: { ...input } });
const failure = ({ body }: Answer) => [String(body['__type']).split('#')[1], body['message']];
const TableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Claims';
const attributes = { id: 'S', n: 'N' };
const table = (TableName: string, hash: keyof typeof attributes = 'id') => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: hash, AttributeType: attributes[hash] }],
  KeySchema: [{ AttributeName: hash, KeyType: 'HASH' }],
});
const textOf = async (key: string) => {
  const body = (await own.buckets.get('files', key))?.body ?? Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  if (body instanceof Uint8Array) chunks.push(body);
  else for await (const chunk of body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return (key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
};
const linesOf = async (key: string) =>
  (await textOf(key)).split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

beforeEach(async () => {
  own = await ownTables();
  own.buckets.createBucket('files');
});
afterEach(() => own.close());

describe('an export', () => {
  const items = [
    { id: { S: '1' }, b: { B: 'YmFy' } },
    { id: { S: 'ü\n2' }, l: { L: [{ NS: ['1', '2.5'] }] } },
  ];
  const start = (input: object = {}) => ask('ExportTableToPointInTime', { TableArn, S3Bucket: 'files', ...input });
  beforeEach(async () => {
    await ask('CreateTable', table('Claims'));
    for (const Item of items) await ask('PutItem', { TableName: 'Claims', Item });
  });
  const enable = () =>
    ask('UpdateContinuousBackups', {
      TableName: 'Claims',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });

  it('writes compressed lines, and manifests that lead to them', async () => {
    await enable();
    const { body } = await start({ S3Prefix: 'daily/' });
    const { ExportArn, ExportStatus } = Object(body['ExportDescription']);
    const { ExportDescription: ended } = (await ask('DescribeExport', { ExportArn })).body;
    const folder = `daily/AWSDynamoDB/${ExportArn.split('/').at(-1)}`;
    const [summary] = await linesOf(Object(ended).ExportManifest);
    const [file, ...more] = await linesOf(summary.manifestFilesS3Key);

    expect(ExportStatus).toBe('IN_PROGRESS');
    expect(ended).toMatchObject({ ExportStatus: 'COMPLETED', ItemCount: 2, ExportFormat: 'DYNAMODB_JSON', TableArn });
    expect(summary).toMatchObject({
      version: '2020-06-30',
      exportArn: ExportArn,
      itemCount: 2,
      exportType: 'FULL_EXPORT',
    });
    expect([file.itemCount, more]).toEqual([2, []]);
    expect((await linesOf(file.dataFileS3Key)).map(({ Item }) => Item)).toEqual(expect.arrayContaining(items));
    expect([...own.buckets.keys('files', '')].map((key) => key.replace(/data\/\w+/, 'data/x'))).toEqual(
      [
        '_started',
        'data/x.json.gz',
        'manifest-files.json',
        'manifest-files.md5',
        'manifest-summary.json',
        'manifest-summary.md5',
      ].map((name) => `${folder}/${name}`),
    );
  });

  it('comes back by an import', async () => {
    await enable();
    await start();
    await ask('ImportTable', {
      S3BucketSource: {
        S3Bucket: 'files',
        S3KeyPrefix: String([...own.buckets.keys('files', '')].find((key) => key.endsWith('.gz'))),
      },
      InputFormat: 'DYNAMODB_JSON',
      InputCompressionType: 'GZIP',
      TableCreationParameters: table('Again'),
    });
    const { Items } = (await ask('Scan', { TableName: 'Again' })).body;

    expect(Items).toHaveLength(2);
    expect(Items).toEqual(expect.arrayContaining(items));
  });

  it('is told as failed without its bucket, and is done once under one token', async () => {
    await enable();
    const { ExportArn } = Object((await start({ S3Bucket: 'nowhere' })).body['ExportDescription']);
    const twice = [await start({ ClientToken: 'a' }), await start({ ClientToken: 'a' })].map(
      ({ body }) => Object(body['ExportDescription']).ExportArn,
    );
    const first = await ask('ListExports', { TableArn, MaxResults: 1 });
    const second = await ask('ListExports', { NextToken: first.body['NextToken'] });

    expect((await ask('DescribeExport', { ExportArn })).body['ExportDescription']).toMatchObject({
      ExportStatus: 'FAILED',
      FailureCode: 'S3NoSuchBucket',
      FailureMessage: 'The specified bucket does not exist',
    });
    expect(twice[0]).toBe(twice[1]);
    expect([first.body['ExportSummaries'], second.body]).toEqual([
      [{ ExportArn, ExportStatus: 'FAILED', ExportType: 'FULL_EXPORT' }],
      { ExportSummaries: [{ ExportArn: twice[0], ExportStatus: 'COMPLETED', ExportType: 'FULL_EXPORT' }] },
    ]);
  });

  it('needs a table with point-in-time recovery; what is not done is refused by name', async () => {
    const off = await start();
    await enable();
    const missing = await start({ TableArn: TableArn.replace('Claims', 'None') });
    const refused = [{ ExportFormat: 'ION' }, { ExportType: 'INCREMENTAL_EXPORT' }, { ExportTime: 1 }].map(start);

    expect(failure(off)).toEqual([
      'PointInTimeRecoveryUnavailableException',
      "Point in time recovery is not enabled for table 'Claims'",
    ]);
    expect(failure(missing)).toEqual([
      'TableNotFoundException',
      `Table not found: ${TableArn.replace('Claims', 'None')}`,
    ]);
    for (const answer of await Promise.all(refused))
      expect(failure(answer)[1]).toMatch(/^The local stack does not do DynamoDB/);
  });
});

describe('an import', () => {
  const run = async (input: object) => {
    const answer = await ask('ImportTable', {
      S3BucketSource: { S3Bucket: 'files', S3KeyPrefix: 'in/' },
      InputFormat: 'DYNAMODB_JSON',
      TableCreationParameters: table('New'),
      ...input,
    });
    const started = Object(answer.body['ImportTableDescription']);
    if (answer.status !== 200) return failure(answer);
    return (await ask('DescribeImport', { ImportArn: started.ImportArn })).body['ImportTableDescription'];
  };
  const put = (name: string, body: string | Uint8Array) => own.buckets.put('files', `in/${name}`, Buffer.from(body));
  const rows = async () => {
    const { Items } = (await ask('Scan', { TableName: 'New' })).body;
    return Array.isArray(Items) ? Items.map((item) => JSON.stringify(item)).sort() : Items;
  };
  const item = (id: string) => `{"Item":{"id":{"S":"${id}"}}}`;

  it.each([
    ['GZIP', gzipSync],
    ['ZSTD', zstdCompressSync],
    ['NONE', (text: string) => text],
  ])('reads every object of the prefix, compressed with %s', async (InputCompressionType, compress) => {
    await put('a', compress(`${item('1')}\n${item('{\\"')}${item('3')}\n`));
    await put('b', compress(item('4')));
    await own.buckets.put('files', 'other', Buffer.from(item('5')));

    expect(await run({ InputCompressionType })).toMatchObject({
      ImportStatus: 'COMPLETED',
      ProcessedItemCount: 4,
      ImportedItemCount: 4,
      ErrorCount: 0,
    });
    expect(await rows()).toEqual(['1', '3', '4', '{\\"'].map((id) => `{"id":{"S":"${id}"}}`));
  });

  it('keeps what is right, and counts what is not', async () => {
    await put(
      'a',
      [item('1'), '{"id":{"S":"2"}}', 'nothing', '{"Item":{"n":{"N":"1"}}}', '{"Item":{"id":{"N":"1"}}}'].join('\n'),
    );

    expect(await run({})).toMatchObject({
      ImportStatus: 'FAILED',
      FailureCode: 'ItemValidationError',
      ProcessedItemCount: 5,
      ImportedItemCount: 1,
      ErrorCount: 4,
    });
    expect(await rows()).toEqual(['{"id":{"S":"1"}}']);
  });

  it('reads values that a delimiter separates', async () => {
    await put('a', 'n;text\r\n1;plain\n2.50;"with ""quotes""; and\nlines"\n\nx;no number\n3;\n');
    const counted = await run({
      InputFormat: 'CSV',
      InputFormatOptions: { Csv: { Delimiter: ';' } },
      TableCreationParameters: table('New', 'n'),
    });

    expect(counted).toMatchObject({ ProcessedItemCount: 4, ImportedItemCount: 3, ErrorCount: 1 });
    expect(await rows()).toEqual([
      '{"n":{"N":"1"},"text":{"S":"plain"}}',
      '{"n":{"N":"2.5"},"text":{"S":"with \\"quotes\\"; and\\nlines"}}',
      '{"n":{"N":"3"},"text":{"S":""}}',
    ]);
  });

  it('takes the names of columns from the request', async () => {
    await put('a', '1,x\n2,y');
    await run({ InputFormat: 'CSV', InputFormatOptions: { Csv: { HeaderList: ['id', 'k'] } } });

    expect(await rows()).toEqual(['{"id":{"S":"1"},"k":{"S":"x"}}', '{"id":{"S":"2"},"k":{"S":"y"}}']);
  });

  it('makes no table without its bucket, nor of a name that is taken; Amazon Ion is refused by name', async () => {
    const lost = await run({ S3BucketSource: { S3Bucket: 'nowhere' } });
    const { TableNames } = (await ask('ListTables', {})).body;
    const ion = await run({ InputFormat: 'ION' });
    await ask('CreateTable', table('New'));

    expect(lost).toMatchObject({ ImportStatus: 'FAILED', FailureCode: 'S3NoSuchBucket' });
    expect(TableNames).toEqual([]);
    expect(String(ion)).toContain('does not do DynamoDB imports of Amazon Ion');
    expect(await run({})).toEqual(['ResourceInUseException', 'Table already exists: New']);
    expect((await ask('ListImports', {})).body['ImportSummaryList']).toMatchObject([
      { ImportStatus: 'FAILED', S3BucketSource: { S3Bucket: 'nowhere' }, InputFormat: 'DYNAMODB_JSON' },
    ]);
  });
});
