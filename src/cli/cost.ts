import { backupDesigns } from '../domain/cost/backup-design.ts';
import { type Bill, billOf } from '../domain/cost/bill.ts';
import { listPrices } from '../domain/cost/list-prices.ts';
import { measuredUnits } from '../domain/cost/measured-units.ts';
import { findDeployment } from './find-deployment.ts';
import { readMeasuredBackups } from './measured-backups.ts';
import type { Session } from './session.ts';
import { formatTable } from './table.ts';

/** A month's events and their size where none is given. */
const defaults = { events: 10_000_000, size: 1024 };
const MILLION = 1_000_000;

/**
 * `forks cost`: what a month of the backup costs by list prices, beside the other designs; of a local stack also what its
 * counters say. Asks AWS nothing.
 */
export async function cost(
  session: Session,
  { events = defaults.events, size = defaults.size }: { events?: number | undefined; size?: number | undefined },
): Promise<void> {
  const designs = backupDesigns({ eventsPerMonth: events, bytesPerEvent: size }).map(({ name, units }) => ({
    name,
    ...billOf(units),
  }));
  const measured = await measure(session);
  const bill = (name: string) => designs.find((design) => design.name === name);
  const [native, ours, classic] = [
    'native SNS → Firehose',
    'this application, Envelope',
    'one PutRecord per event, batches of ten',
  ].map(bill);
  const storage = (events * size * listPrices.s3GbMonth) / 1024 ** 3;
  session.report(
    {
      prices: { region: listPrices.region, asOf: listPrices.asOf },
      load: { events, size },
      designs,
      storage,
      measured,
    },
    [
      `A month of ${events.toLocaleString('en-US')} events of ${size} bytes, in US dollars, by the list prices of ${listPrices.asOf} in ${listPrices.region}`,
      ...aligned(
        ['design', ...columns],
        designs.map(({ name, ...costs }) => [name, ...row(costs)]),
      ),
      ...(ours && classic && native
        ? [
            classic.withoutQueue > ours.withoutQueue
              ? `Packing makes Lambda and Firehose ${(classic.withoutQueue / ours.withoutQueue).toFixed(1)} times cheaper than one PutRecord per event.`
              : 'So few events fill no record: packing saves nothing.',
            `SNS straight to Firehose costs ${dollars(ours.total - native.total)} less than Envelope: without attributes, dead letters, redaction or replay (apps/storage-backup/README.md).`,
          ]
        : []),
      `Beside it, for any design: S3 up to ${dollars(storage)} for each month that is kept, before compression; this application has seven alarms (${dollars(7 * listPrices.alarmMonth)}).`,
      ...measured.flatMap(({ name, events: counted, perMillion }) => [
        '',
        `${name} as this stack has counted it, by a million events (of ${counted.toLocaleString('en-US')})`,
        ...aligned(columns, [row(perMillion)]),
      ]),
    ],
  );
}

const columns = ['Lambda', 'Firehose', 'delivery', 'SQS', 'total'];

function row({ lambda, firehose, delivery, sqs, total }: Bill): string[] {
  return [lambda, firehose, delivery, sqs, total].map(dollars);
}

/** What a stack that counts has counted; a stack is looked for only where one is given to look in. */
async function measure(session: Session) {
  if (session.connection.endpoint === undefined) return [];
  const backups = await readMeasuredBackups(session, await findDeployment(session));
  return backups
    .filter(({ counters }) => counters.deleted > 0)
    .map(({ name, counters }) => {
      const bill = billOf(measuredUnits(counters));
      const perMillion = Object.entries(bill).map(
        ([part, price]) => [part, (price / counters.deleted) * MILLION] as const,
      );
      return { name, events: counters.deleted, perMillion: { ...bill, ...Object.fromEntries(perMillion) } };
    });
}

/** A table whose amounts stand to the right. */
function aligned(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = titles.map((_, column) => Math.max(...[titles, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const shifted = [titles, ...rows].map((cells) =>
    cells.map((cell, column) => (titles[column] === 'design' ? cell : cell.padStart(widths[column] ?? 0))),
  );
  return formatTable(shifted[0] ?? [], shifted.slice(1));
}

function dollars(amount: number): string {
  return `$${amount.toFixed(amount !== 0 && Math.abs(amount) < 1 ? 4 : 2)}`;
}
