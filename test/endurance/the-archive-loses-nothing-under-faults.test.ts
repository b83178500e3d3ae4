import { resolve } from 'node:path';
import { TEST_CARDS } from '../support/card-numbers.ts';
import {
  type FaultRule,
  idsInLines,
  orderIds,
  repeated,
  type ShopUnderLoad,
  startShopUnderLoad,
} from './shop-under-load.ts';

const EVENTS = 20_000;
/** Firehose's default is three retries, so four attempts (Firehose guide, "Handle failure in data transformation"). */
const ATTEMPTS = 4;

const range = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('the archive loses nothing under faults', () => {
  let shop: ShopUnderLoad;
  let transformation: string;
  beforeEach(async () => {
    shop = await startShopUnderLoad(['--speed', '20', '--template', resolve(import.meta.dirname, 'backup.yaml')]);
    transformation = await shop.name('functions', 'RemoveCardData');
  });
  afterEach(() => shop.end('SIGKILL'));

  const faults = (transform: number): FaultRule[] => [
    { service: 'firehose', operation: 'PutRecordBatch', kind: 'throttle', rate: 0.3 },
    { service: 'firehose', operation: 'PutRecordBatch', kind: 'partial', rate: 0.3 },
    { service: 's3', operation: '*', kind: 'error', rate: 0.2 },
    { service: 'lambda', operation: 'Invoke', kind: 'error', rate: transform, resource: transformation },
  ];
  /** Publishes everything under faults and lets time pass, faults and all, until nothing is on its way any more. */
  const carryAll = async () => {
    const accepted = await shop.publish(0, EVENTS);
    const queue = await shop.name('queues', 'BackupQueue');
    for (let round = 0; round < 60; round++) {
      const { status, delivered, waiting } = await shop.flush();
      if (status === 504) continue;
      const moved = Object.values(delivered).reduce((sum, count) => sum + count, 0);
      if (moved === 0 && waiting[queue] === undefined) break;
      // Only now, with no batch in flight: else it would come a second time, its visibility timeout over.
      await shop.advance(1000);
    }
    return accepted;
  };

  it.each([
    ['throttled and partly failed puts, a failing bucket and a transformation that fails now and then', 0.2],
    ['the same with a transformation that fails more often than not', 0.85],
  ])('by %s', async (_case, transform) => {
    await shop.setFaults(faults(transform));

    const accepted = await carryAll();
    await shop.clearFaults();
    const archived = await shop.archive();
    const errors = await shop.errors(shop.output('BackupBucketName'), 'errors/');

    const failed = errors.flatMap(({ text }) => text.split('\n').slice(0, -1));
    const ids = [...idsInLines(archived), ...idsInLines(failed)];
    const stream = (await shop.metrics()).streams[shop.output('BackupStreamName')];
    process.stdout.write(
      `${archived.length} archived, ${failed.length} in the error output, ${repeated(ids)} twice, ${stream?.putCalls} puts, ${stream?.objects} objects\n`,
    );
    expect(accepted.toSorted((a, b) => a - b)).toEqual(range(EVENTS));
    expect([...new Set(ids)].sort()).toEqual(orderIds(accepted));
    // A put fails before anything is stored, and an object has its key before the first try: nothing can come twice.
    expect(repeated(ids)).toBe(0);
    expect(errors.length > 0 || transform < 0.5).toBe(true);
    for (const error of errors) {
      expect(error).toMatchObject({
        key: expect.stringMatching(/^errors\/processing-failed\/\d{4}\/\d{2}\/\d{2}\/\d{2}\//),
        errorCode: 'Lambda.ServiceFailure',
        attemptsMade: ATTEMPTS,
        lambdaARN: expect.stringContaining(transformation),
      });
      expect(error.attemptEndingTimestamp).toBeGreaterThan(error.arrivalTimestamp);
    }
    expect(`${archived}${failed}`).not.toContain(TEST_CARDS.Visa);
    expect(shop.stderr.join('\n')).toContain('could not be delivered and is kept');
  });
});
