import { once } from 'node:events';
import * as v from 'valibot';
import { flag, port, toggle } from '../line/args.ts';
import { command } from '../line/command.ts';
import { stream } from './stream.ts';

/** `forks search dashboards`: until Ctrl-C, so that a browser can open them; with --export, the saved objects to import there. */
export const dashboards = command({
  name: 'dashboards',
  description: "open the domain's Dashboards to a browser: a proxy that signs",
  args: {
    stream,
    port: flag('n', 'the port on 127.0.0.1; without it, a free one', port),
    export: toggle('print the saved objects to import there, a line of JSON each'),
  },
  result: v.strictObject({ proxy: v.string(), dashboards: v.nullable(v.string()), domain: v.string() }),
  async run(session, flags) {
    const { dashboardsToImport, openDashboards } = await import('../../operator/search/dashboards.ts');
    if (flags.export) {
      for (const line of await dashboardsToImport(session, flags)) session.terminal.print(JSON.stringify(line));
      return;
    }
    const interrupted = session.terminal.interrupted();
    const { proxy, domain, close } = await openDashboards(session, flags);
    const page = `${proxy}/_dashboards/`;
    const local = session.connection.endpoint !== undefined;
    session.report({ proxy, dashboards: local ? null : page, domain }, [
      `${proxy} signs for ${domain}, until Ctrl-C`,
      local
        ? 'The local stack has no Dashboards of its own: this is its REST API, for a Dashboards that you run'
        : `Dashboards: ${page}`,
      'Its saved objects for these orders (Dashboards Management, Saved objects, Import): forks search dashboards --export',
    ]);
    if (!interrupted.aborted) await once(interrupted, 'abort');
    await close();
  },
});
