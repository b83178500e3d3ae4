import {
  type FaultRule,
  idsInLines,
  orderIds,
  repeated,
  type ShopUnderLoad,
  startShopUnderLoad,
} from './shop-under-load.ts';

const SEEDS = 25;
const EVENTS_PER_SEED = 800;
const EVENTS = SEEDS * EVENTS_PER_SEED;

const RULES: FaultRule[] = [
  { service: 'sns', operation: '*', kind: 'throttle', rate: 0.1 },
  { service: 'sns', operation: '*', kind: 'error', rate: 0.05 },
  { service: 'sns', operation: '*', kind: 'reset', rate: 0.05 },
  { service: 'sns', operation: 'PublishBatch', kind: 'partial', rate: 0.1 },
  { service: 'sqs', operation: '*', kind: 'throttle', rate: 0.05 },
  { service: 'sqs', operation: '*', kind: 'error', rate: 0.05 },
  { service: 'sqs', operation: '*', kind: 'reset', rate: 0.02 },
  { service: 'sqs', operation: '*', kind: 'partial', rate: 0.02 },
  { service: 'sqs', operation: 'ReceiveMessage', kind: 'latency', rate: 0.1, ms: 2000 },
  { service: 'dynamodb', operation: '*', kind: 'throttle', rate: 0.1 },
  { service: 'dynamodb', operation: '*', kind: 'error', rate: 0.05 },
  { service: 'dynamodb', operation: '*', kind: 'reset', rate: 0.05 },
  { service: 'dynamodb', operation: '*', kind: 'latency', rate: 0.1, ms: 200 },
  { service: 'dynamodb', operation: '*', kind: 'timeout', rate: 0.001, ms: 20_000 },
  { service: 'search', operation: '*', kind: 'throttle', rate: 0.2 },
  { service: 'search', operation: '*', kind: 'error', rate: 0.2 },
  { service: 'search', operation: '*', kind: 'reset', rate: 0.1 },
  { service: 'search', operation: 'bulk', kind: 'partial', rate: 0.1 },
  { service: 'search', operation: '*', kind: 'timeout', rate: 0.05, ms: 20_000 },
  { service: 'firehose', operation: '*', kind: 'reset', rate: 0.1 },
  { service: 'lambda', operation: 'Invoke', kind: 'throttle', rate: 0.1 },
  { service: 'lambda', operation: 'Invoke', kind: 'reset', rate: 0.05 },
];

describe('every fork is whole after faults', () => {
  let shop: ShopUnderLoad;
  beforeAll(async () => {
    shop = await startShopUnderLoad(['--speed', '20']);
  });
  afterAll(() => shop.end('SIGKILL'));

  it(`of every service at once, once they have passed, under ${SEEDS} seeds`, async () => {
    const accepted: number[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      await shop.setFaults(RULES, seed);
      accepted.push(...(await shop.publish((seed - 1) * EVENTS_PER_SEED, EVENTS_PER_SEED)));
    }
    await shop.clearFaults();
    for (let round = 0; round < 20; round++) {
      const { status, delivered, waiting } = await shop.flush();
      if (status === 504) continue;
      const moved = Object.values(delivered).reduce((sum, count) => sum + count, 0);
      if (moved === 0 && Object.keys(waiting).every((name) => name.includes('ReplayQueue'))) break;
      // Only now, with no batch in flight: else it would come a second time, its visibility timeout over.
      await shop.advance(1000);
    }

    const ids = orderIds(accepted);
    const replay = idsInLines(await shop.takeAll(shop.output('ReplayQueueUrl')));
    const archived = [
      ...idsInLines(await shop.archive()),
      ...(await shop.errors(shop.output('BackupBucketName'), 'errors/')).flatMap(({ text }) =>
        idsInLines(text.split('\n').slice(0, -1)),
      ),
    ];
    const refused = await shop.errors(shop.output('AnalyticsDeadLetterBucketName'));
    const searched = [...(await shop.documents()), ...idsInLines(refused.map(({ text }) => text))];
    const orders = await shop.orders();

    process.stdout.write(
      `${ids.length} acknowledged under ${SEEDS} seeds; twice: ${repeated(replay)} in the replay queue, ${repeated(archived)} archived, ${repeated(searched)} searched; ${refused.length} refused by search\n`,
    );
    expect(ids).toHaveLength(EVENTS);
    expect(orders.sort()).toEqual(ids);
    // SNS tries again only what SQS did not take.
    expect(replay.sort()).toEqual(ids);
    // What could not be deleted from its queue after it was put comes a second time, as on AWS.
    expect([...new Set(archived)].sort()).toEqual(ids);
    expect([...new Set(searched)].sort()).toEqual(ids);
    const { queues } = await shop.metrics();
    expect(Object.entries(queues).filter(([name, { held }]) => name.includes('DeadLetter') && held > 0)).toEqual([]);
  });
});
