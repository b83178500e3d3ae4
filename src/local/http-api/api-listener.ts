/**
 * The port on which the HTTP APIs answer: plain HTTP on 127.0.0.1.
 * No TLS and no HTTP/2; a client that stays connected after `close` is cut off once its request is answered.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request with its body read. `body` is undefined when it was over the limit. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  /** Lower-case names; repeated ones joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly protocol: string;
  readonly sourceIp: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

export interface ApiListener {
  listen(port: number): Promise<number>;
  url(): string;
  /** Takes no further request; those under way get so many milliseconds to be answered. */
  close(withinMs: number): Promise<void>;
}

/** The largest body that an HTTP API takes (API Gateway quotas: 10 MB). */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** A listener that gives each request to `handle`, which must not reject. */
export function createApiListener(handle: (request: ApiRequest) => Promise<ApiResponse>): ApiListener {
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    answer(message, response).catch(() => response.destroy());
  });
  const answer = async (message: IncomingMessage, response: ServerResponse) => {
    const { status, headers, body } = await handle(await read(message));
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // Known at once, so that the answer needs no chunks.
    if (status !== 204 && status !== 304) response.setHeader('content-length', Buffer.byteLength(body));
    if (isClosing) response.setHeader('connection', 'close');
    response.writeHead(status);
    response.end(body);
  };
  let port = 0;
  let isClosing = false;
  return {
    listen(wanted) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        port = portOf(server.address());
        resolve(port);
      });
      return promise;
    },
    url: () => `http://127.0.0.1:${port}`,
    close(withinMs) {
      isClosing = true;
      if (!server.listening) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const patience = setTimeout(() => server.closeAllConnections(), withinMs);
      server.close(() => {
        clearTimeout(patience);
        resolve();
      });
      server.closeIdleConnections();
      return promise;
    },
  };
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function read(message: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    length += Buffer.byteLength(chunk);
    // What is over the limit is read to its end, so that the client gets its answer instead of a broken connection.
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return {
    method: message.method ?? 'GET',
    url: message.url ?? '/',
    headers: Object.fromEntries(
      Object.entries(message.headersDistinct).map(([name, values]) => [name, (values ?? []).join(',')]),
    ),
    body: length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks),
    protocol: `HTTP/${message.httpVersion}`,
    sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
  };
}
