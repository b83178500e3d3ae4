import { totalOf } from '../../../src/domain/cost/charges.ts';
import { wholeShop } from '../../../src/domain/cost/deployed-part.ts';
import { type PartBill, shopBill } from '../../../src/domain/cost/shop-bill.ts';
import { readTemplateOf, resourcesOf } from '../../support/templates.ts';

/** One event a second, for 730 hours. */
const steady = { eventsPerMonth: 2_628_000, bytesPerEvent: 1024, searchedShare: 0.5 };

function part(kind: PartBill['kind'], load = steady): PartBill {
  const found = shopBill(wholeShop, load).parts.find((bill) => bill.kind === kind);
  if (found === undefined) throw new Error(`the shop has no ${kind}`);
  return found;
}

test('an idle shop pays for its domain, its key, its alarms and the polls of three queues', () => {
  const { idle, charges } = shopBill(wholeShop, steady);

  // 5 pollers x 2,628,000 s / 20 s = 657,000 polls a queue.
  expect(charges.idle['sqs']).toBeCloseTo(3 * 657_000 * 0.0000004, 6);
  expect(charges.idle['openSearch']).toBeCloseTo(730 * 0.036 + 10 * 0.122, 6);
  expect(charges.idle['kms']).toBe(1);
  expect(charges.idle['alarms']).toBeCloseTo(34 * 0.1, 6);
  expect(idle).toBeCloseTo(0.7884 + 27.5 + 1 + 3.4, 6);
});

test('a shop without its search fork pays nothing for it', () => {
  const without = wholeShop.filter(({ kind }) => kind !== 'search' && kind !== 'domain');

  const { idle, parts } = shopBill(without, steady);

  expect(idle).toBeCloseTo(32.6884 - 27.5 - 0.2628 - 0.9, 6);
  expect(parts.map(({ name }) => name)).toEqual([
    'CheckoutApi',
    'CheckoutTopic',
    'Checkout',
    'BackupKey',
    'StorageBackup',
    'Replay',
  ]);
});

describe('an event a second of 1 KiB costs by the month, as reckoned by hand,', () => {
  test.each([
    // 2.628 M requests; 26,280 GB-s; two writes each, 43.2 MB kept; 1000 bytes of log each; a trace each.
    ['api', 'apiGateway', 2.628],
    ['api', 'lambda', 0.5256 + 26_280 * 0.0000133334],
    ['api', 'dynamoDb', 3.285 + (43_200_000 / 1024 ** 3) * 0.25],
    ['api', 'logs', (2_628_000_000 / 1024 ** 3) * 0.5],
    ['api', 'traces', 13.14],
    // 8,760 data keys, two requests each.
    ['topic', 'sns', 1.314],
    ['topic', 'kms', 0.05256],
    // Batches of one: a send, a receive and a delete each, 25 ms of 256 MB, a write and 350 bytes kept with recovery.
    ['orders', 'sqs', 3.1536],
    ['orders', 'lambda', 0.5256 + 16_425 * 0.0000133334],
    ['orders', 'dynamoDb', 1.6425 + (919_800_000 / 1024 ** 3) * 0.45],
    ['orders', 'metrics', 1.8],
    // 219,000 batches of 12 in a record of 4 steps; 43,800 buffers of a minute; 3,637,152,000 bytes of envelopes.
    ['backup', 'sqs', 1.26144],
    ['backup', 'firehose', ((219_000 * 20_480) / 1024 ** 3) * 0.029],
    ['backup', 'lambda', 0.0438 + 0.00876 + (5527.56 + 438 + 173.4329) * 0.0000133334],
    ['backup', 's3', 0.219 + (3_637_152_000 / 1024 ** 3) * 0.023],
    ['backup', 'kms', 0.07884],
    // Half of the events, each a record of its own.
    ['search', 'firehose', ((1_314_000 * 5120) / 1024 ** 3) * 0.029],
    ['search', 'sqs', 0.63072],
    ['replay', 'sqs', 1.0512],
  ] as const)('the %s for %s: $%d', (kind, service, dollars) => {
    expect(part(kind).charges.usage[service]).toBeCloseTo(dollars, 6);
  });
});

test('the whole is the sum of its parts and of its services', () => {
  const { parts, charges, idle, usage, total } = shopBill(wholeShop, steady);

  expect(parts.reduce((sum, bill) => sum + bill.total, 0)).toBeCloseTo(total, 9);
  expect(totalOf(charges.idle) + totalOf(charges.usage)).toBeCloseTo(total, 9);
  expect(idle + usage).toBeCloseTo(total, 9);
});

test('of many invocations a twentieth is traced, and busy functions take batches', () => {
  const busy = { ...steady, eventsPerMonth: 2_628_000 * 1000 };

  expect(part('api', busy).charges.usage['traces']).toBeCloseTo(13.14 + 0.05 * 999 * 13.14, 6);
  // A thousand a second: batches of ten.
  expect(part('orders', busy).charges.usage['sqs']).toBeCloseTo(1.2 * 2628 * 0.4, 6);
  // Above 300 million requests they are cheaper.
  expect(part('api', busy).charges.usage['apiGateway']).toBeCloseTo(300 + 2328 * 0.9, 6);
});

test('a message above 64 KB is two requests, and an untaken one costs the search fork nothing', () => {
  const large = { ...steady, bytesPerEvent: 100 * 1024, searchedShare: 0 };

  expect(part('replay', large).charges.usage['sqs']).toBeCloseTo(2 * 1.0512, 6);
  expect(part('topic', large).charges.usage['sns']).toBeCloseTo(2 * 1.314, 6);
  expect(part('search', large).usage).toBe(0);
});

test.each([
  ['shop', 'CheckoutApi'],
  ['checkout', 'Checkout'],
  ['storage-backup', 'StorageBackup'],
  ['search-analytics', 'SearchAnalytics'],
  ['replay', 'Replay'],
] as const)('the template of %s has the metrics of alarms that are billed for %s', (template, name) => {
  const alarms = resourcesOf(readTemplateOf(template), 'AWS::CloudWatch::Alarm').filter(
    // The shop switches it off in its forks, and has its own.
    ([, { Condition }]) => Condition !== 'HasTopicAlarm',
  );

  const metrics = alarms.flatMap(([, { Properties }]) =>
    Array.isArray(Properties['Metrics']) ? Properties['Metrics'].slice(1) : [Properties['MetricName']],
  );

  expect(wholeShop.find((each) => each.name === name)?.alarms).toBe(metrics.length);
});

test('the domain that is billed is the one of the template', () => {
  const [[, domain] = []] = resourcesOf(readTemplateOf('shop'), 'AWS::OpenSearchService::Domain');

  expect(domain?.Properties).toMatchObject({
    ClusterConfig: { InstanceType: 't3.small.search', InstanceCount: 1 },
    EBSOptions: { VolumeType: 'gp3', VolumeSize: 10 },
  });
});
