import { once } from 'node:events';
import { dashboardsToImport, openDashboards } from '../../operator/search/dashboards.ts';
import type { Session } from '../line/session.ts';

/** Which domain is opened, and where. */
export interface DashboardsFlags {
  readonly stream?: string | undefined;
  readonly port?: number | undefined;
  /** Prints the saved objects for OpenSearch Dashboards instead. */
  readonly export?: boolean | undefined;
}

/**
 * `forks search dashboards`: a proxy on 127.0.0.1 that signs for the fork's domain until Ctrl-C, so that a browser can open its
 * Dashboards; with --export, the saved objects to import there.
 */
export async function searchDashboards(session: Session, flags: DashboardsFlags): Promise<void> {
  if (flags.export) {
    for (const line of await dashboardsToImport(session, flags)) session.terminal.print(JSON.stringify(line));
    return;
  }
  const interrupted = session.terminal.interrupted();
  const { proxy, domain, close } = await openDashboards(session, flags);
  const dashboards = `${proxy}/_dashboards/`;
  const local = session.connection.endpoint !== undefined;
  session.report({ proxy, dashboards: local ? null : dashboards, domain }, [
    `${proxy} signs for ${domain}, until Ctrl-C`,
    local
      ? 'The local stack has no Dashboards of its own: this is its REST API, for a Dashboards that you run'
      : `Dashboards: ${dashboards}`,
    'Its saved objects for these orders (Dashboards Management, Saved objects, Import): forks search dashboards --export',
  ]);
  if (!interrupted.aborted) await once(interrupted, 'abort');
  await close();
}
