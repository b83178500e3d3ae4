/**
 * Stands in for nothing: the search engine at a given URL (`--search-endpoint`), such as a real OpenSearch.
 * Requests are sent on as they are, unsigned and without credentials beyond those in the URL.
 */
import { messageOf } from '../../../domain/errors.ts';
import type { ServiceRequest, ServiceResponse } from '../../endpoint/service.ts';

export interface RemoteSearch {
  /** Sends a request on; an engine that cannot be reached is a 503 that names it. */
  forward(request: ServiceRequest, path: string): Promise<ServiceResponse>;
  bulk(body: string): Promise<{ status: number; body: string }>;
  /** Lets searches find everything that was taken; an engine that is away has nothing to find. */
  refresh(): Promise<void>;
}

/** The engine at a URL. */
export function remoteSearch(url: string): RemoteSearch {
  const base = new URL(url);
  const headers = new Headers();
  if (base.username !== '') {
    const credentials = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
    headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
    base.username = '';
    base.password = '';
  }
  const root = base.href.replace(/\/$/, '');
  const send = async (method: string, path: string, type: string, body: string | Buffer | undefined) => {
    const own = new Headers(headers);
    own.set('content-type', type);
    try {
      const response = await fetch(`${root}${path}`, {
        method,
        headers: own,
        ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) }),
      });
      const contentType = response.headers.get('content-type') ?? 'application/json';
      return { status: response.status, contentType, body: await response.text() };
    } catch (error) {
      const reason = `The search endpoint ${root} does not answer: ${messageOf(error)}`;
      return { status: 503, contentType: 'application/json', body: JSON.stringify({ error: reason, status: 503 }) };
    }
  };
  return {
    async forward(request, path) {
      const query = request.query.toString();
      const type = request.headers['content-type'] ?? 'application/json';
      const body = request.body.length === 0 || request.method === 'HEAD' ? undefined : request.body;
      // fetch refuses a body with GET; OpenSearch takes every search by POST as well.
      const method = request.method === 'GET' && body ? 'POST' : request.method;
      const answer = await send(method, `${path === '' ? '/' : path}${query === '' ? '' : `?${query}`}`, type, body);
      return { status: answer.status, headers: { 'content-type': answer.contentType }, body: answer.body };
    },
    async bulk(body) {
      const { status, body: text } = await send('POST', '/_bulk', 'application/x-ndjson', body);
      return { status, body: text };
    },
    async refresh() {
      await send('POST', '/_refresh', 'application/json', undefined);
    },
  };
}
