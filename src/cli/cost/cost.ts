import { reckonCost, usualLoad } from '../../operator/cost/reckon-cost.ts';
import type { Session } from '../line/session.ts';
import { costText } from './bill-text.ts';

/** `forks cost`: what a month costs by list prices, part by part, idle and in use. */
export async function cost(
  session: Session,
  flags: { events?: number | undefined; size?: number | undefined; searched?: number | undefined },
): Promise<void> {
  const { events = usualLoad.events, size = usualLoad.size, searched = usualLoad.searched } = flags;
  const report = await reckonCost(session, { events, size, searched });
  session.report(report, costText(report));
}
