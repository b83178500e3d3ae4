import type { Command } from 'commander';
import * as v from 'valibot';
import { done, group, keys, type Offer, wholeNumber } from '../line/command-line.ts';
import type { Session } from '../line/session.ts';
import type { QuestionFlags } from './questions.ts';

const StreamFlag = v.object({ stream: v.optional(v.string()) });
const DashboardsFlags = v.object({
  ...StreamFlag.entries,
  port: v.optional(v.number()),
  export: v.optional(v.boolean()),
});
const ReindexFlags = v.object({
  ...StreamFlag.entries,
  from: v.optional(v.string()),
  to: v.optional(v.string()),
  late: v.optional(v.string()),
  backupStream: v.optional(v.string()),
  bucket: v.optional(v.string()),
  prefix: v.optional(v.string()),
  resume: v.optional(v.string()),
});
const WindowFlags = v.object({ ...StreamFlag.entries, from: v.optional(v.string()), to: v.optional(v.string()) });

type Ask = (session: Session, flags: QuestionFlags) => Promise<void>;

/** Adds `forks search shipping-time|products|payment-methods|revenue|template|reindex|dashboards`. */
export function addSearchCommands(program: Command, offer: Offer): void {
  const search = group(program, 'search', "what the search fork's index tells, and its upkeep");
  const question = (name: string, description: string, jsonKeys: string, load: () => Promise<Ask>) =>
    offer(
      keys(
        ofStream(search.command(name).description(`${description}; an order that was delivered twice counts once`))
          .option('--from <t>', 'orders dated at this time or later: ISO 8601 with a zone, or a duration back from now')
          .option('--to <t>', 'orders dated before this time'),
        jsonKeys,
      ),
      async (session, command) => done((await load())(session, v.parse(WindowFlags, command.opts()))),
    );
  question(
    'shipping-time',
    'the average shipping time, unit by unit',
    'index, shippingTime [unit, average, orders]',
    async () => (await import('./questions.ts')).searchShippingTime,
  );
  question(
    'products',
    'the twenty most popular products, by the orders that have them',
    'index, products [name, orders]',
    async () => (await import('./questions.ts')).searchProducts,
  );
  question(
    'payment-methods',
    'the payment methods, by the orders that were paid with them',
    'index, paymentMethods [name, orders]',
    async () => (await import('./questions.ts')).searchPaymentMethods,
  );
  question(
    'revenue',
    'the revenue of each day (UTC) and currency',
    'index, revenue [day, currency, amount, orders]',
    async () => (await import('./questions.ts')).searchRevenue,
  );
  offer(
    keys(
      ofStream(
        search.command('template').description("put the index template of checkout events to the fork's domain"),
      ),
      'template, patterns, replicas, existing',
    ),
    async (session, command) =>
      done((await import('./template.ts')).searchTemplate(session, v.parse(StreamFlag, command.opts()))),
  );
  offer(
    keys(
      ofStream(search.command('reindex').description("fill a window of the archive's events into the index again"))
        .option(
          '--from <t>',
          'events published at this time or later: ISO 8601 with a zone, or a duration back from now',
        )
        .option('--to <t>', 'events published before this time; by default, now')
        .option('--late <d>', 'how long after their publication events may have been archived', '4d')
        .option('--backup-stream <name>', 'the delivery stream of the backup, where a stack has several')
        .option('--bucket <name>', 'a bucket whose stream is gone')
        .option('--prefix <prefix>', "the prefix of its objects, as the stream's Prefix was")
        .option('--resume <id>', 'go on with a back-fill that was interrupted'),
      'id, index, alias, state, read, filtered, written, refused, unreadable, withoutId, removed',
    ),
    async (session, command) => {
      const { stream, resume, backupStream, ...archive } = v.parse(ReindexFlags, command.opts());
      const { searchReindex } = await import('./reindex.ts');
      return searchReindex(session, { stream, resume, archive: { ...archive, stream: backupStream } });
    },
  );
  offer(
    keys(
      ofStream(
        search.command('dashboards').description("open the domain's Dashboards to a browser: a proxy that signs"),
      )
        .option('--port <n>', 'the port on 127.0.0.1; without it, a free one', wholeNumber)
        .option('--export', 'print the saved objects to import there, a line of JSON each'),
      'proxy, dashboards, domain',
    ),
    async (session, command) =>
      done((await import('./dashboards.ts')).searchDashboards(session, v.parse(DashboardsFlags, command.opts()))),
  );
}

function ofStream(command: Command): Command {
  return command.option('--stream <name>', "the fork's delivery stream, where a stack has several search forks");
}
