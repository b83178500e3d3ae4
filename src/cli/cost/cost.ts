import { backupDesigns } from '../../domain/cost/backup-design.ts';
import { billOf } from '../../domain/cost/bill.ts';
import { wholeShop } from '../../domain/cost/deployed-part.ts';
import { listPrices } from '../../domain/cost/list-prices.ts';
import { measuredUnits } from '../../domain/cost/measured-units.ts';
import { shopBill } from '../../domain/cost/shop-bill.ts';
import { deployedParts } from '../../operator/cost/deployed-parts.ts';
import { readMeasuredBackups } from '../../operator/cost/measured-backups.ts';
import { findDeployment } from '../../operator/stack/find-deployment.ts';
import type { Session } from '../line/session.ts';
import { costText } from './bill-text.ts';

/** A month's events, their size and the share of them that is searched where none is given. */
const defaults = { events: 10_000_000, size: 1024, searched: 1 };
const MILLION = 1_000_000;

/**
 * `forks cost`: what a month costs by list prices, part by part, idle and in use; the backup beside the other designs; of a
 * local stack also what its counters say. Asks AWS nothing but, where a stack is given, which parts it has.
 */
export async function cost(
  session: Session,
  {
    events = defaults.events,
    size = defaults.size,
    searched = defaults.searched,
  }: { events?: number | undefined; size?: number | undefined; searched?: number | undefined },
): Promise<void> {
  const given = session.connection.endpoint !== undefined || session.stackName !== undefined;
  const deployment = given ? await findDeployment(session) : undefined;
  const load = { eventsPerMonth: events, bytesPerEvent: size };
  const document = {
    prices: { region: listPrices.region, asOf: listPrices.asOf },
    load: { events, size, searched },
    stack: deployment?.stacks[0]?.name ?? null,
    bill: shopBill(deployment === undefined ? wholeShop : deployedParts(deployment), {
      ...load,
      searchedShare: searched,
    }),
    /** What the events themselves take in S3, for each month that they are kept. */
    storage: (events * size * listPrices.s3GbMonth) / 1024 ** 3,
    designs: backupDesigns(load).map(({ name, units }) => ({ name, ...billOf(units) })),
    measured: deployment === undefined ? [] : await measure(session, deployment),
  };
  session.report(document, costText(document));
}

/** What a stack that counts has counted. */
async function measure(session: Session, deployment: Awaited<ReturnType<typeof findDeployment>>) {
  const backups = await readMeasuredBackups(session, deployment);
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
