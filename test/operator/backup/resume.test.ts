import { LambdaClient } from '@aws-sdk/client-lambda';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { connect } from '../../../src/aws/connection.ts';
import { readMapping } from '../../../src/aws/describe/event-source-mapping.ts';
import { listArchiveObjects } from '../../../src/operator/archive/list-objects.ts';
import { pauseBackup } from '../../../src/operator/backup/pause.ts';
import { resumeBackup } from '../../../src/operator/backup/resume.ts';
import type { Operator } from '../../../src/operator/operator.ts';
import { type Shop, startShop } from '../../support/shop.ts';

let shop: Shop;
let operator: Operator;
beforeAll(async () => {
  shop = await startShop({ speed: 0 });
  const connection = { ...connect({ endpoint: shop.awsUrl }, {}), maxAttempts: 1 };
  operator = { connection, stackName: undefined, clock: { now: Date.now, wait: async () => {} } };
});
afterAll(() => shop.stop());
afterEach(() => shop.faults.clear());

const refuse = (service: string, operation: string) =>
  shop.faults.replace({ seed: 1, rules: [{ service, operation, kind: 'error', rate: 1 }] });
const stateOf = async (id: string) => (await readMapping(new LambdaClient(operator.connection), id)).state;

test('a backup is paused and resumed step by step, and an object that cannot be deleted again is nothing to a reader', async () => {
  const switching: string[] = [];
  const paused = await pauseBackup(operator, { onSwitching: () => switching.push('off') });
  expect(paused).toMatchObject({ paused: true, stream: shop.output('BackupStreamName'), held: 0, lastsUntil: null });
  expect(await stateOf(paused.mapping)).toBe('Disabled');

  refuse('s3', 'DeleteObject');
  const resumed = await resumeBackup(operator, { onProgress: (progress) => switching.push(progress) });

  expect(switching).toEqual(['off', 'trying', 'switching']);
  const key = 'events/forks-backup-resume/';
  const tried = { bucket: shop.output('BackupBucketName'), key, deleted: false };
  expect(resumed).toEqual({ ...paused, paused: false, tried });
  expect(await stateOf(paused.mapping)).toBe('Enabled');
  const left = await shop.s3.send(new HeadObjectCommand({ Bucket: tried.bucket, Key: key }));
  expect(left.ContentLength).toBe(0);
  expect(await listArchiveObjects(operator, {})).toMatchObject({ objects: [], unreadable: [] });
});

test('nothing is changed where the bucket takes no object', async () => {
  const { mapping } = await pauseBackup(operator, { stream: shop.output('BackupStreamName') });

  refuse('s3', 'PutObject');
  await expect(resumeBackup(operator)).rejects.toMatchObject({
    name: 'OperationError',
    message: expect.stringMatching(/^the bucket does not take s3:\/\/\S+, so nothing is resumed: InternalError: /),
  });

  expect(await stateOf(mapping)).toBe('Disabled');
});

test('a stream that no backup of the stack has is refused', async () => {
  await expect(pauseBackup(operator, { stream: 'another' })).rejects.toThrow('no backup with the stream another');
  await expect(resumeBackup(operator, { stream: 'another' })).rejects.toThrow('no backup with the stream another');
});
