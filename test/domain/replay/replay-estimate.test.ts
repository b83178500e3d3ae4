import { listPrices } from '../../../src/domain/cost/list-prices.ts';
import { estimateReplay } from '../../../src/domain/replay/replay-estimate.ts';

const counted = {
  events: 1000,
  batches: 100,
  requests: 200,
  objects: 3,
  to: 'queue',
  rate: undefined,
  readSeconds: 2,
  batchSeconds: 0.05,
} as const;

test('takes the time of reading and of every batch, to a tenth of a second', () => {
  expect(estimateReplay(counted).seconds).toBe(7);
  expect(estimateReplay({ ...counted, batchSeconds: 0.0501 }).seconds).toBe(7.1);
});

test('takes the time that the rate allows where that is longer', () => {
  expect(estimateReplay({ ...counted, rate: 100 }).seconds).toBe(10);
  expect(estimateReplay({ ...counted, rate: 1000 }).seconds).toBe(7);
});

test('costs the requests of its destination, a read of each object and a list of each thousand', () => {
  const reading = 3 * listPrices.s3Get + listPrices.s3Put;

  expect(estimateReplay(counted).dollars).toBeCloseTo(200 * listPrices.sqsRequest + reading, 12);
  expect(estimateReplay({ ...counted, to: 'topic' }).dollars).toBeCloseTo(200 * listPrices.snsPublish + reading, 12);
});

test.each([
  [0, 1],
  [1000, 1],
  [1001, 2],
])('lists %i objects by %i requests', (objects, lists) => {
  const { dollars } = estimateReplay({ ...counted, requests: 0, objects });

  expect(dollars).toBeCloseTo(objects * listPrices.s3Get + lists * listPrices.s3Put, 12);
});
