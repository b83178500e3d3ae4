import { type Answer, ownTables } from '../../../support/tables/judges.ts';

let own: Awaited<ReturnType<typeof ownTables>>;
const ask = (operation: string, input: object): Promise<Answer> => own.ask({ operation, input: { ...input } });
const code = ({ body }: Answer) => [String(body['__type']).split('#')[1], body['message']];
const part = (answer: Answer, ...names: string[]) =>
  names.reduce<unknown>((value, name) => Object(value)[name], answer.body);
const put = (TableName: string, id: string) =>
  ask('PutItem', { TableName, Item: { id: { S: id }, kind: { S: 'k' }, expires: { N: '1' } } });
const ids = async (TableName: string, IndexName?: string) => {
  const { body } = await ask('Scan', { TableName, ...(IndexName !== undefined && { IndexName }) });
  return Array.isArray(body['Items']) ? body['Items'].map(({ id }) => id.S).sort() : body;
};

beforeEach(async () => {
  own = await ownTables();
  await ask('CreateTable', {
    TableName: 'Claims',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['id', 'kind'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-kind',
        KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  await ask('UpdateTimeToLive', {
    TableName: 'Claims',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
  });
  for (const id of ['1', '2']) await put('Claims', id);
});
afterEach(() => own.close());

const backUp = async (BackupName = 'one') =>
  part(await ask('CreateBackup', { TableName: 'Claims', BackupName }), 'BackupDetails', 'BackupArn');

describe('a backup', () => {
  it('holds the table as it was, and outlives it', async () => {
    const BackupArn = await backUp();
    await put('Claims', '3');
    await ask('DeleteItem', { TableName: 'Claims', Key: { id: { S: '1' } } });
    await ask('DeleteTable', { TableName: 'Claims' });
    const restored = await ask('RestoreTableFromBackup', { TargetTableName: 'Claims', BackupArn });

    expect(part(restored, 'TableDescription', 'RestoreSummary')).toMatchObject({
      SourceBackupArn: BackupArn,
      SourceTableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Claims',
      RestoreInProgress: false,
    });
    expect([await ids('Claims'), await ids('Claims', 'by-kind')]).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
  });

  it('leaves out what AWS leaves out: stream, time to live, tags, protection and recovery', async () => {
    const BackupArn = await backUp();
    await ask('RestoreTableFromBackup', {
      TargetTableName: 'Other',
      BackupArn,
      BillingModeOverride: 'PROVISIONED',
      ProvisionedThroughputOverride: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 },
      GlobalSecondaryIndexOverride: [],
    });
    const table = part(await ask('DescribeTable', { TableName: 'Other' }), 'Table');
    const life = await ask('DescribeTimeToLive', { TableName: 'Other' });
    const recovery = await ask('DescribeContinuousBackups', { TableName: 'Other' });

    expect(table).toMatchObject({ ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 } });
    expect(Object.keys(Object(table))).not.toEqual(expect.arrayContaining(['LatestStreamArn']));
    expect(Object.keys(Object(table))).not.toEqual(expect.arrayContaining(['GlobalSecondaryIndexes']));
    expect(part(life, 'TimeToLiveDescription')).toEqual({ TimeToLiveStatus: 'DISABLED' });
    expect(JSON.stringify(recovery.body)).toContain('"PointInTimeRecoveryStatus":"DISABLED"');
  });

  it('is listed, described and deleted', async () => {
    const arns = [await backUp('one'), await backUp('two'), await backUp('two')];
    const first = await ask('ListBackups', { TableName: 'Claims', Limit: 2 });
    const rest = await ask('ListBackups', { ExclusiveStartBackupArn: first.body['LastEvaluatedBackupArn'] });
    const described = await ask('DescribeBackup', { BackupArn: arns[0] });
    const deleted = await ask('DeleteBackup', { BackupArn: arns[0] });
    const again = await ask('DeleteBackup', { BackupArn: arns[0] });
    const listed = (answer: Answer) => {
      const { BackupSummaries: all } = answer.body;
      return Array.isArray(all) ? all.map(({ BackupArn }) => BackupArn) : all;
    };

    expect([listed(first), listed(rest)]).toEqual([arns.slice(0, 2), arns.slice(2)]);
    expect(part(described, 'BackupDescription', 'SourceTableDetails')).toMatchObject({ ItemCount: 2 });
    expect(part(described, 'BackupDescription', 'SourceTableFeatureDetails')).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
      StreamDescription: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    });
    expect(part(deleted, 'BackupDescription', 'BackupDetails', 'BackupStatus')).toBe('DELETED');
    expect(code(again)).toEqual(['BackupNotFoundException', `Backup not found: ${arns[0]}`]);
    expect(listed(await ask('ListBackups', { BackupType: 'SYSTEM' }))).toEqual([]);
  });

  it('needs a table, and a restore a name that is free', async () => {
    const BackupArn = await backUp();

    expect(code(await ask('CreateBackup', { TableName: 'Nowhere', BackupName: 'one' }))).toEqual([
      'TableNotFoundException',
      'Table not found: Nowhere',
    ]);
    expect(code(await ask('RestoreTableFromBackup', { TargetTableName: 'Claims', BackupArn }))).toEqual([
      'TableAlreadyExistsException',
      'Table already exists: Claims',
    ]);
  });
});

describe('point-in-time recovery', () => {
  const restore = (input: object) =>
    ask('RestoreTableToPointInTime', { SourceTableName: 'Claims', TargetTableName: 'Then', ...input });
  const enable = () =>
    ask('UpdateContinuousBackups', {
      TableName: 'Claims',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });

  it('restores the latest state into a table of its own', async () => {
    await enable();
    await restore({ UseLatestRestorableTime: true });
    await put('Then', '3');

    expect([await ids('Then'), await ids('Then', 'by-kind'), await ids('Claims')]).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3'],
      ['1', '2'],
    ]);
  });

  it('refuses an earlier time by name, and a table without it', async () => {
    const off = await restore({ UseLatestRestorableTime: true });
    await enable();

    expect(code(off)).toEqual([
      'PointInTimeRecoveryUnavailableException',
      "Point in time recovery is not enabled for table 'Claims'",
    ]);
    expect(code(await restore({ RestoreDateTime: 1 }))[1]).toContain('does not do DynamoDB tables as they were');
    expect(code(await restore({ SourceTableName: 'Nowhere', UseLatestRestorableTime: true }))).toEqual([
      'SourceTableNotFoundException',
      'Source table not found: Nowhere',
    ]);
  });
});
