import type { Load } from './billed-units.ts';
import { addCharges, type Charges, totalOf } from './charges.ts';
import type { DeployedPart } from './deployed-part.ts';
import { POLLERS } from './forwarder-units.ts';
import { listPrices } from './list-prices.ts';
import { HOURS_PER_MONTH, SECONDS_PER_MONTH } from './month.ts';
import { usageCharges } from './usage-charges.ts';

/** What something costs in a month: while nothing is published, and for its events above that. */
export interface MonthlyCost {
  readonly idle: number;
  readonly usage: number;
  readonly total: number;
}

/** The bill of a part, by service too. */
export interface PartBill extends MonthlyCost {
  readonly name: string;
  readonly kind: DeployedPart['kind'];
  readonly charges: { readonly idle: Charges; readonly usage: Charges };
}

/** The bill of a deployment in US dollars, part by part and service by service. */
export interface ShopBill extends MonthlyCost {
  readonly parts: readonly PartBill[];
  readonly charges: { readonly idle: Charges; readonly usage: Charges };
}

/**
 * What a month of a load costs by the list, without free tiers, discounts and data transfer. `searchedShare` of the events
 * passes the filter of the search fork.
 */
export function shopBill(parts: readonly DeployedPart[], load: Load & { searchedShare: number }): ShopBill {
  const bills = parts.map((part): PartBill => {
    const charges = { idle: idleCharges(part), usage: usageCharges(part, load) };
    return { name: part.name, kind: part.kind, ...costOf(charges), charges };
  });
  const charges = {
    idle: addCharges(bills.map((bill) => bill.charges.idle)),
    usage: addCharges(bills.map((bill) => bill.charges.usage)),
  };
  return { parts: bills, ...costOf(charges), charges };
}

function costOf({ idle, usage }: { idle: Charges; usage: Charges }): MonthlyCost {
  const [idleTotal, usageTotal] = [totalOf(idle), totalOf(usage)];
  return { idle: idleTotal, usage: usageTotal, total: idleTotal + usageTotal };
}

/** A long poll lasts 20 seconds; while events come, polls end earlier, and those that bring some are billed with the events. */
const IDLE_POLLS = (SECONDS_PER_MONTH / 20) * POLLERS;

/** The domain of the shop's template; the replay queue is polled only while it is replayed from. */
function idleCharges({ kind, alarms }: DeployedPart): Charges {
  const { alarmMonth, keyMonth, searchInstanceHour, searchVolumeGbMonth, sqsRequest } = listPrices;
  const polled = kind === 'orders' || kind === 'backup' || kind === 'search';
  const domain = HOURS_PER_MONTH * searchInstanceHour['t3.small.search'] + 10 * searchVolumeGbMonth;
  return addCharges([
    { alarms: alarms * alarmMonth },
    polled ? { sqs: IDLE_POLLS * sqsRequest } : {},
    kind === 'domain' ? { openSearch: domain } : {},
    kind === 'key' ? { kms: keyMonth } : {},
  ]);
}
