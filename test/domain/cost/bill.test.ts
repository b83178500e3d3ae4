import { readFileSync } from 'node:fs';
import { backupDesigns } from '../../../src/domain/cost/backup-design.ts';
import { billOf } from '../../../src/domain/cost/bill.ts';
import { billedRecordBytes } from '../../../src/domain/cost/billed-record-bytes.ts';
import { listPrices } from '../../../src/domain/cost/list-prices.ts';

const million = 1_000_000;
/** The bill a million events, at a rate that fills the records. */
function perMillion(bytesPerEvent: number, eventsPerMonth = 1000 * million) {
  const designs = backupDesigns({ eventsPerMonth, bytesPerEvent });
  return new Map(
    designs.map(({ name, units }) => {
      const { withoutQueue, total, firehose } = billOf(units);
      const share = million / eventsPerMonth;
      return [name, { withoutQueue: withoutQueue * share, total: total * share, firehose: firehose * share }];
    }),
  );
}

test.each([
  ['native SNS → Firehose', 0.328, 0.328],
  ['this application, Envelope', 0.038, 0.52],
  ['this application, Body', 0.0285, 0.51],
  ['this application, EventsPerRecord=1', 0.139, 0.62],
  ['one PutRecord per event, batches of ten', 0.211, 0.69],
])(
  'a million events of 1 KiB by %s cost $%d, $%d with the queue, as the page of the application says',
  (name, withoutQueue, total) => {
    const bill = perMillion(1024).get(name);

    expect(bill?.withoutQueue).toBeCloseTo(withoutQueue, withoutQueue < 0.1 ? 3 : 2);
    expect(bill?.total).toBeCloseTo(total, 2);
    const page = readFileSync(new URL('../../../apps/storage-backup/README.md', import.meta.url), 'utf8');
    expect(
      page
        .split('\n')
        .find((line) =>
          line.startsWith(
            `| ${name.replace('this application, ', 'this application, `').replace(/(Body|Envelope|=1)$/, '$1`')}`,
          ),
        ),
    ).toContain(`$${withoutQueue}`);
  },
);

test('packing saves as much as the rounding of a record costs', () => {
  const saving = (bytes: number) => {
    const bill = perMillion(bytes);
    return (
      (bill.get('this application, EventsPerRecord=1')?.firehose ?? 0) /
      (bill.get('this application, Body')?.firehose ?? 0)
    );
  };

  expect([256, 512, 1024, 2048, 5100, 6144].map((bytes) => Number(saving(bytes).toFixed(1)))).toEqual([
    19.2, 9.8, 5, 2.5, 1, 1.7,
  ]);
});

test('few events fill no record, and cost cents', () => {
  const designs = backupDesigns({ eventsPerMonth: 100_000, bytesPerEvent: 1024 });

  expect(Math.max(...designs.map(({ units }) => billOf(units).total))).toBeLessThan(0.15);
});

test('a record is billed in steps of 5 KB, and an empty one is none', () => {
  expect([0, 1, 5120, 5121, 1_024_000].map(billedRecordBytes)).toEqual([5120, 5120, 5120, 10240, 1_024_000]);
});

test('Firehose is cheaper above 500 TB a month', () => {
  const none = {
    lambdaRequests: 0,
    lambdaGbSeconds: 0,
    architecture: 'arm64',
    sqsRequests: 0,
    snsDeliveries: 0,
  } as const;
  const gb = 500 * 1024;

  expect(billOf({ ...none, firehoseBytes: gb * 1024 ** 3 }).total).toBeCloseTo(gb * 0.029, 6);
  expect(billOf({ ...none, firehoseBytes: (gb + 1) * 1024 ** 3 }).total).toBeCloseTo(gb * 0.029 + 0.025, 6);
});

test('the prices are dated, and of one Region', () => {
  expect(listPrices).toMatchObject({ asOf: expect.stringMatching(/^\d{4}-\d\d$/), region: 'us-east-1' });
});
