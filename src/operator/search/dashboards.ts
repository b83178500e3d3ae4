import { startSigningProxy } from '../../aws/search/signing-proxy.ts';
import { dashboardObjects } from '../../domain/search/dashboard.ts';
import type { Operator } from '../operator.ts';
import { openSearchFork } from './search-fork.ts';

/** A fork's domain, open to a browser of this machine until it is closed. */
export interface OpenDashboards {
  /** Where the proxy listens on 127.0.0.1. */
  readonly proxy: string;
  readonly domain: string;
  close(): Promise<void>;
}

/** Opens the domain of a search fork to a browser by a proxy on 127.0.0.1 that signs its requests; port 0 is any free one. */
export async function openDashboards(
  operator: Operator,
  { stream, port = 0 }: { stream?: string | undefined; port?: number | undefined },
): Promise<OpenDashboards> {
  const { url, signedFetch } = await openSearchFork(operator, { stream });
  const proxy = await startSigningProxy({ url, signedFetch, port });
  return { proxy: proxy.url, domain: url, close: () => proxy.close() };
}

/** The saved objects for OpenSearch Dashboards that show a search fork's orders, as its import takes them: an object a line. */
export async function dashboardsToImport(
  operator: Operator,
  { stream }: { stream?: string | undefined },
): Promise<readonly object[]> {
  const { indexName } = await openSearchFork(operator, { stream });
  return dashboardObjects(indexName);
}
