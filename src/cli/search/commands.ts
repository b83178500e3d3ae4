import * as v from 'valibot';
import { flag, text, textOr, toggle, wholeNumber } from '../line/args.ts';
import { command, group } from '../line/command.ts';

const stream = text('name', "the fork's delivery stream, where a stack has several search forks");
const window = {
  stream,
  from: text('t', 'orders dated at this time or later: ISO 8601 with a zone, or a duration back from now'),
  to: text('t', 'orders dated before this time'),
};
const popularity = v.array(v.strictObject({ name: v.string(), orders: v.number() }));

/** `forks search shipping-time|products|payment-methods|revenue|template|reindex|dashboards`. */
export const searchCommands = group({
  name: 'search',
  description: "what the search fork's index tells, and its upkeep",
  commands: [
    command({
      name: 'shipping-time',
      description: 'the average shipping time, unit by unit; an order that was delivered twice counts once',
      args: window,
      result: v.strictObject({
        index: v.string(),
        shippingTime: v.array(v.strictObject({ unit: v.string(), average: v.number(), orders: v.number() })),
      }),
      run: async (session, flags) => (await import('./questions.ts')).searchShippingTime(session, flags),
    }),
    command({
      name: 'products',
      description:
        'the twenty most popular products, by the orders that have them; an order that was delivered twice counts once',
      args: window,
      result: v.strictObject({ index: v.string(), products: popularity }),
      run: async (session, flags) => (await import('./questions.ts')).searchProducts(session, flags),
    }),
    command({
      name: 'payment-methods',
      description:
        'the payment methods, by the orders that were paid with them; an order that was delivered twice counts once',
      args: window,
      result: v.strictObject({ index: v.string(), paymentMethods: popularity }),
      run: async (session, flags) => (await import('./questions.ts')).searchPaymentMethods(session, flags),
    }),
    command({
      name: 'revenue',
      description: 'the revenue of each day (UTC) and currency; an order that was delivered twice counts once',
      args: window,
      result: v.strictObject({
        index: v.string(),
        revenue: v.array(
          v.strictObject({ day: v.string(), currency: v.string(), amount: v.number(), orders: v.number() }),
        ),
      }),
      run: async (session, flags) => (await import('./questions.ts')).searchRevenue(session, flags),
    }),
    command({
      name: 'template',
      description: "put the index template of checkout events to the fork's domain",
      args: { stream },
      result: v.strictObject({
        template: v.string(),
        patterns: v.array(v.string()),
        replicas: v.number(),
        existing: v.array(v.string()),
      }),
      run: async (session, flags) => (await import('./template.ts')).searchTemplate(session, flags),
    }),
    command({
      name: 'reindex',
      description: "fill a window of the archive's events into the index again",
      args: {
        stream,
        from: text('t', 'events published at this time or later: ISO 8601 with a zone, or a duration back from now'),
        to: text('t', 'events published before this time; by default, now'),
        late: textOr('4d', 'd', 'how long after their publication events may have been archived'),
        backupStream: text('name', 'the delivery stream of the backup, where a stack has several'),
        bucket: text('name', 'a bucket whose stream is gone'),
        prefix: text('prefix', "the prefix of its objects, as the stream's Prefix was"),
        resume: text('id', 'go on with a back-fill that was interrupted'),
      },
      result: v.strictObject({
        id: v.string(),
        index: v.string(),
        alias: v.string(),
        state: v.picklist(['filling', 'removing', 'done']),
        read: v.number(),
        filtered: v.number(),
        written: v.number(),
        refused: v.number(),
        unreadable: v.number(),
        withoutId: v.number(),
        removed: v.number(),
      }),
      async run(session, { stream: ofFork, resume, backupStream, ...archive }) {
        const { searchReindex } = await import('./reindex.ts');
        return searchReindex(session, { stream: ofFork, resume, archive: { ...archive, stream: backupStream } });
      },
    }),
    command({
      name: 'dashboards',
      description: "open the domain's Dashboards to a browser: a proxy that signs",
      args: {
        stream,
        port: flag('n', 'the port on 127.0.0.1; without it, a free one', wholeNumber),
        export: toggle('print the saved objects to import there, a line of JSON each'),
      },
      result: v.strictObject({ proxy: v.string(), dashboards: v.nullable(v.string()), domain: v.string() }),
      run: async (session, flags) => (await import('./dashboards.ts')).searchDashboards(session, flags),
    }),
  ],
});
