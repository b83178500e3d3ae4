import * as v from 'valibot';
import { recordOf } from '../../domain/record-of.ts';
import { flag, share, wholeNumber } from '../line/args.ts';
import { command } from '../line/command.ts';
import { costText } from './bill-text.ts';

const monthly = { idle: v.number(), usage: v.number(), total: v.number() };
const charges = v.strictObject({ idle: recordOf(v.number()), usage: recordOf(v.number()) });
const bill = {
  lambda: v.number(),
  firehose: v.number(),
  delivery: v.number(),
  sqs: v.number(),
  withoutQueue: v.number(),
  total: v.number(),
};

/** `forks cost`: what a month costs by list prices, part by part, idle and in use. */
export const cost = command({
  name: 'cost',
  description:
    'what a month costs by list prices: the whole shop, or the parts of the stack that --local or --stack gives',
  args: {
    events: flag('n', 'events a month', wholeNumber),
    size: flag('bytes', "bytes of an event's body", wholeNumber),
    searched: flag('share', 'the share of events that the search fork takes: 0 to 1', share),
  },
  result: v.strictObject({
    prices: v.strictObject({ region: v.string(), asOf: v.string() }),
    load: v.strictObject({ events: v.number(), size: v.number(), searched: v.number() }),
    stack: v.nullable(v.string()),
    bill: v.strictObject({
      parts: v.array(v.strictObject({ name: v.string(), kind: v.string(), ...monthly, charges })),
      ...monthly,
      charges,
    }),
    storage: v.number(),
    designs: v.array(v.strictObject({ name: v.string(), ...bill })),
    measured: v.array(v.strictObject({ name: v.string(), events: v.number(), perMillion: v.strictObject(bill) })),
  }),
  async run(session, flags) {
    const { reckonCost, usualLoad } = await import('../../operator/cost/reckon-cost.ts');
    const { events = usualLoad.events, size = usualLoad.size, searched = usualLoad.searched } = flags;
    const report = await reckonCost(session, { events, size, searched });
    session.report(report, costText(report));
  },
});
