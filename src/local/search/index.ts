/**
 * The public door of the search room, which stands in for Amazon OpenSearch Service: domains with a subset of OpenSearch's REST API.
 * What it does not do is a 400 that names it; every document can be found at once, and refresh has nothing to do.
 */

import type { SendToDomain } from '../../aws/search/search-domain.ts';
import { arnOf } from '../../domain/arn.ts';
import type { LocalContext, PartialFault } from '../context.ts';
import type { ServiceRequest, ServiceResponse } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import { domainOperation, isDomainOperation } from './domain-operations.ts';
import { RawJson, toJson } from './json.ts';
import { runBulk } from './rest/bulk.ts';
import { clusterRoutes } from './rest/cluster-routes.ts';
import { unreadableBody } from './rest/content-type.ts';
import { documentRoutes } from './rest/document-routes.ts';
import { domainSender } from './rest/domain-sender.ts';
import { filterPath } from './rest/filter-path.ts';
import { indexRoutes } from './rest/index-routes.ts';
import { remoteSearch } from './rest/remote-search.ts';
import { checkParameters, findRoute, parseBody } from './rest/routes.ts';
import { searchRoutes } from './rest/search-routes.ts';
import { templateRoutes } from './rest/template-routes.ts';
import { SearchError } from './search-error.ts';
import { createDocuments } from './store/documents.ts';
import { createDomains, domainNameOf } from './store/domains.ts';
import { createIndices } from './store/indices.ts';
import { createSegments } from './store/segments.ts';

/** Takes `_bulk` bodies in process. */
export interface BulkIndexer {
  /** Indexes an NDJSON body into the domain of an ARN or endpoint; the answer is OpenSearch's, faults and errors included. */
  bulk(domainArnOrEndpoint: string, body: string): Promise<{ status: number; body: string }>;
}

export interface Search extends BulkIndexer {
  /** Serves `/_search/<domain>/…`, and requests signed for `es` when there is one domain. */
  handle(request: ServiceRequest): Promise<ServiceResponse>;
  /** Creates a domain, or finds it as it is. */
  createDomain(name: string): { arn: string; endpoint: string };
  /** Keeps what is declared of a domain, for DescribeDomain. */
  declareDomain(name: string, properties: object): void;
  /** Deletes a domain with its indices. */
  deleteDomain(name: string): void;
  /** Host, port and path without a scheme, as AWS gives a domain's endpoint. */
  endpointOf(name: string): string;
  /** A way to the domain of an endpoint, in process; undefined for a domain that is not this stack's. */
  senderTo(endpoint: string): SendToDomain | undefined;
  /** How many documents a domain holds; 0 for a given engine. */
  documents(name: string): number;
  /** The URL to search at: of the one domain, or of the engine that was given. */
  url(): string;
  /** Lets searches at a given engine find everything that was taken; the embedded one finds it at once. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** The search domains of a stack, embedded or at the engine of `endpoint` (a URL, for `--search-endpoint`). */
export function createSearch(context: LocalContext, options: { endpoint?: string } = {}): Search {
  const { database, clock, faults } = context;
  const remote = options.endpoint === undefined ? undefined : remoteSearch(options.endpoint);
  const domains = createDomains(database);
  const now = () => clock.now();
  const indices = createIndices(database, now);
  const segments = createSegments(database);
  const documents = createDocuments(database, indices, segments);
  const stores = { database, indices, documents, segments };
  const routes = [
    ...documentRoutes(stores),
    ...searchRoutes(stores, { documents, segments, now }),
    ...indexRoutes(stores),
    ...templateRoutes(stores),
    ...clusterRoutes(stores, now),
  ];
  const endpointOf = (name: string) =>
    options.endpoint === undefined
      ? `${new URL(context.endpointUrl()).host}/_search/${name}`
      : new URL(options.endpoint).host;
  /** A rule may name an API as OpenSearch's specification does, or as its path does. */
  const passFaults = (api: string, domain: string): Promise<PartialFault | undefined> =>
    faults.pass('search', api, domain) ?? faults.pass('search', `_${api}`, domain) ?? Promise.resolve(undefined);

  const perform = async (request: ServiceRequest, domain: string, path: string): Promise<ServiceResponse> => {
    const pretty = isFlag(request.query, 'pretty');
    try {
      if (!domains.list().includes(domain)) {
        throw new SearchError(404, 'resource_not_found_exception', `Domain not found: ${domain}`);
      }
      const { route, parts } = findRoute(routes, request.method, path);
      const unreadable = unreadableBody(request.headers['content-type'], request.body);
      if (unreadable !== undefined) return respond(request, 406, { error: unreadable, status: 406 }, { pretty });
      checkParameters(route, path, request.query);
      const fault = await passFaults(route.name, domain);
      const text = request.body.toString('utf8');
      const answer = route.run({
        domain,
        method: request.method,
        parts,
        query: request.query,
        text,
        json: () => parseBody(text),
        flag: (name) => isFlag(request.query, name),
        rejectNext: fault && (() => fault.failNext()),
      });
      const filters = answer.isDocument ? undefined : request.query.getAll('filter_path').at(-1);
      return respond(request, answer.status ?? 200, answer.body, { pretty, filters });
    } catch (error) {
      const known = error instanceof AwsError ? new SearchError(error.status, error.code, error.message) : error;
      if (!(known instanceof SearchError)) throw error;
      return respond(request, known.status, known.body(), { pretty });
    }
  };

  const arnOfDomain = (name: string) => arnOf(context, 'es', `domain/${name}`);
  const declaredDomains = () =>
    domains.list().map((name) => ({
      ...{ name, arn: arnOfDomain(name), id: `${context.accountId}/${name}` },
      ...{ endpoint: endpointOf(name), declared: domains.declaredOf(name) },
    }));

  const handle = async (request: ServiceRequest): Promise<ServiceResponse> => {
    if (isDomainOperation(request)) return domainOperation(request, declaredDomains());
    const [, domain, path] = /^\/_search(?:\/([^/]*)(.*))?$/s.exec(request.path) ?? [];
    const names = domains.list();
    const [only] = names;
    const inPath = domain !== undefined && domain !== '';
    const name = inPath ? decodeURIComponent(domain) : names.length === 1 ? (only ?? '') : '';
    const rest = inPath ? (path ?? '') : request.path.replace(/^\/_search(?=\/|$)/, '');
    if (!remote) return perform(request, name, rest);
    await passFaults('*', name);
    return remote.forward(request, rest);
  };

  return {
    handle,
    async bulk(domainArnOrEndpoint, body) {
      const domain = domainNameOf(domainArnOrEndpoint);
      try {
        const fault = await passFaults('bulk', domain);
        if (remote) return await remote.bulk(body);
        if (!domains.list().includes(domain)) {
          throw new SearchError(404, 'resource_not_found_exception', `Domain not found: ${domain}`);
        }
        const answer = runBulk(stores, body, { domain, rejectNext: fault && (() => fault.failNext()) });
        await database.committed();
        return { status: 200, body: toJson(answer) };
      } catch (error) {
        const known = error instanceof AwsError ? new SearchError(error.status, error.code, error.message) : error;
        if (!(known instanceof SearchError)) throw error;
        return { status: known.status, body: toJson(known.body()) };
      }
    },
    createDomain(name) {
      domains.create(name);
      return { arn: arnOfDomain(name), endpoint: endpointOf(name) };
    },
    declareDomain: domains.declare,
    deleteDomain(name) {
      for (const index of indices.list(name)) documents.removeIndex(index);
      for (const template of indices.templates.list(name)) indices.templates.remove(name, template.name);
      domains.remove(name);
    },
    endpointOf,
    senderTo(endpoint) {
      const name = /\/_search\/([^/]+)$/.exec(endpoint)?.[1] ?? 'given';
      return endpoint === endpointOf(name) ? domainSender(handle, name) : undefined;
    },
    documents: (name) => indices.list(name).reduce((sum, index) => sum + segments.count(index), 0),
    url() {
      if (options.endpoint !== undefined) return options.endpoint;
      const names = domains.list();
      return `${context.endpointUrl()}/_search${names.length === 1 ? `/${names[0]}` : ''}`;
    },
    refresh: async () => remote?.refresh(),
    close: async () => {},
  };
}

function isFlag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value === '' || value === 'true';
}

/** An answer over HTTP. What is no answer but an error is told whole, whatever `filter_path` says. */
function respond(
  request: ServiceRequest,
  status: number,
  body: Parameters<typeof toJson>[0],
  { pretty, filters = '' }: { pretty: boolean; filters?: string | undefined },
): ServiceResponse {
  const isText = typeof body === 'string' && !body.startsWith('{');
  const type = isText ? 'text/plain; charset=UTF-8' : 'application/json; charset=UTF-8';
  const content = isText || filters === '' ? written(body, pretty) : filtered(body, filters, pretty);
  return { status, headers: { 'content-type': type }, body: request.method === 'HEAD' ? '' : content };
}

function written(body: Parameters<typeof toJson>[0], pretty: boolean): string {
  return typeof body === 'string' ? body : toJson(body, pretty);
}

function filtered(body: Parameters<typeof toJson>[0], filters: string, pretty: boolean): string {
  const kept = filterPath(written(body, false), filters);
  return kept === '' ? '' : toJson(new RawJson(kept), pretty);
}
