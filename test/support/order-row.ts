import type { OrderDelivery } from '../../src/domain/order/order-delivery.ts';
import type { OrderItem } from '../../src/domain/order/order-item.ts';
import type { Outcome } from '../../src/domain/order/order-outcome.ts';
import { standing } from '../../src/domain/order/order-version.ts';

/** A row of the orders table as it is promised to be; `applyOrder` is proved to make the same of it on the engine. */
export interface ModelRow {
  readonly item: OrderItem;
  readonly version: string;
  readonly replays: readonly string[];
}

/** What a delivery makes of a row, and what became of it. */
export function applyToRow(
  row: ModelRow | undefined,
  { item, version, replayId }: OrderDelivery,
): { row: ModelRow; outcome: Outcome } {
  if (row === undefined || standing(version, row.version) === 'newer') {
    return { row: { item, version: version.text, replays: [replayId] }, outcome: 'applied' };
  }
  if (standing(version, row.version) === 'older') return { row, outcome: 'stale' };
  if (row.replays.includes(replayId)) return { row, outcome: 'repeated' };
  return { row: { ...row, item, replays: [...row.replays, replayId] }, outcome: 'applied' };
}
