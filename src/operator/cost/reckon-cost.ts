import { backupDesigns } from '../../domain/cost/backup-design.ts';
import { type Bill, billOf } from '../../domain/cost/bill.ts';
import { wholeShop } from '../../domain/cost/deployed-part.ts';
import { listPrices } from '../../domain/cost/list-prices.ts';
import { measuredUnits } from '../../domain/cost/measured-units.ts';
import { type ShopBill, shopBill } from '../../domain/cost/shop-bill.ts';
import type { Operator } from '../operator.ts';
import type { Deployment } from '../stack/deployment.ts';
import { findDeployment } from '../stack/find-deployment.ts';
import { deployedParts } from './deployed-parts.ts';
import { readMeasuredBackups } from './measured-backups.ts';

/** What a month costs, in US dollars. */
export interface CostReport {
  readonly prices: { readonly region: string; readonly asOf: string };
  readonly load: { readonly events: number; readonly size: number; readonly searched: number };
  /** The stack whose parts the bill has; null for the whole shop. */
  readonly stack: string | null;
  readonly bill: ShopBill;
  /** What the events themselves take in S3, for each month that they are kept. */
  readonly storage: number;
  readonly designs: readonly (Bill & { readonly name: string })[];
  /** By a million events, as a stack that counts has counted it. */
  readonly measured: readonly { readonly name: string; readonly events: number; readonly perMillion: Bill }[];
}

/** The load of a month where none is given: events, the bytes of one, and the share that the search fork takes. */
export const usualLoad: CostReport['load'] = { events: 10_000_000, size: 1024, searched: 1 };

const MILLION = 1_000_000;

/**
 * Reckons what a month of such a load costs by list prices, part by part, idle and in use; the backup beside the other designs; of a
 * local stack also what its counters say. Asks AWS nothing but, where a stack or an endpoint is given, which parts it has.
 *
 * @example
 * const { bill } = await reckonCost(operator, { events: 1_000_000, size: 2048, searched: 0.1 });
 */
export async function reckonCost(operator: Operator, load: CostReport['load']): Promise<CostReport> {
  const given = operator.connection.endpoint !== undefined || operator.stackName !== undefined;
  const deployment = given ? await findDeployment(operator) : undefined;
  const { events, size, searched } = load;
  const month = { eventsPerMonth: events, bytesPerEvent: size };
  return {
    prices: { region: listPrices.region, asOf: listPrices.asOf },
    load,
    stack: deployment?.stacks[0]?.name ?? null,
    bill: shopBill(deployment === undefined ? wholeShop : deployedParts(deployment), {
      ...month,
      searchedShare: searched,
    }),
    storage: (events * size * listPrices.s3GbMonth) / 1024 ** 3,
    designs: backupDesigns(month).map(({ name, units }) => ({ name, ...billOf(units) })),
    measured: deployment === undefined ? [] : await measure(operator, deployment),
  };
}

async function measure(operator: Operator, deployment: Deployment): Promise<CostReport['measured']> {
  const backups = await readMeasuredBackups(operator, deployment);
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
