/**
 * The one HTTP endpoint of the local stack, on 127.0.0.1 only. It stands in for every AWS host name.
 * It verifies no signature, speaks no TLS and no HTTP/2, and takes a body whole (limit below).
 */

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../../domain/errors.ts';
import type { LocalDatabase } from '../database.ts';
import { isDiskError } from '../disk-trouble.ts';
import { ConnectionFault } from '../errors.ts';
import { whileSound } from '../while-sound.ts';
import { inCallersProtocol } from './caller-protocol.ts';
import type { ServiceRequest, ServiceResponse } from './service.ts';
import { isOwnControl, signatureScope } from './signature-scope.ts';

/** The largest body taken, in bytes: a single S3 PutObject; a larger object goes up in parts. */
const MAX_BODY_BYTES = 512 * 1024 * 1024;
const FAILED = 'The local stack failed; its terminal says why.';

export interface Endpoint {
  readonly port: number;
  readonly url: string;
  /** Stops listening and ends the open connections. */
  close(): Promise<void>;
}

export type RequestHandler = (request: ServiceRequest) => Promise<ServiceResponse>;

/** Listens on 127.0.0.1:`port` (0 picks one) and sends each answer once the database has committed. Rejects with EADDRINUSE. */
export async function listen(options: {
  port: number;
  handle: RequestHandler;
  database: LocalDatabase;
  warn: (line: string) => void;
}): Promise<Endpoint> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      if (!response.destroyed) options.warn(`an answer could not be sent: ${messageOf(error)}`);
      response.destroy();
    });
  });
  await started(server, options.port);
  const port = portOf(server.address());
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: Pick<Parameters<typeof listen>[0], 'handle' | 'database' | 'warn'>,
): Promise<void> {
  const requestId = randomUUID();
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  let result: ServiceResponse;
  try {
    const body = await bodyOf(request);
    const [path, query] = targetOf(request);
    const asked = {
      method: request.method ?? 'GET',
      path,
      query,
      headers: request.headers,
      requestId,
      signal: gone.signal,
    };
    result =
      body === undefined
        ? { status: 413, body: `A body may have at most ${MAX_BODY_BYTES} bytes.` }
        : await perform({ ...asked, body }, options);
  } catch (error) {
    if (error instanceof ConnectionFault) {
      response.destroy();
      return;
    }
    // Whoever cannot send his body to its end does not read the answer.
    options.warn(`${request.method} ${request.url?.split('?')[0]} failed: ${messageOf(error)}`);
    result = { status: 500, headers: { 'content-type': 'text/plain' }, body: FAILED };
  }
  response.writeHead(result.status, {
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    ...sendable(result.headers),
  });
  if (result.body === undefined || typeof result.body === 'string' || ArrayBuffer.isView(result.body)) {
    response.end(result.body);
  } else {
    await pipeline(Readable.from(result.body, { objectMode: false }), response);
  }
}

/** Gives a request to its service. What fails here is answered in the caller's protocol, the disk's failures with a 503. */
async function perform(
  request: ServiceRequest,
  { handle, database, warn }: Pick<Parameters<typeof listen>[0], 'handle' | 'database' | 'warn'>,
): Promise<ServiceResponse> {
  const refused = (status: number, code: string, message: string) =>
    inCallersProtocol(signatureScope(request), request, { status, code, message });
  const unavailable = (reason: string) =>
    refused(503, 'ServiceUnavailable', `The local stack cannot write its state at the moment: ${reason}.`);
  try {
    // The stack's own controls are there in trouble too.
    if (isOwnControl(request)) {
      const result = await handle(request);
      await database.acknowledged();
      return result;
    }
    const done = await whileSound(database, (signal) =>
      handle({ ...request, signal: AbortSignal.any([signal, ...(request.signal ? [request.signal] : [])]) }),
    );
    return done?.answer ?? unavailable(database.trouble()?.reason ?? 'try again');
  } catch (error) {
    if (error instanceof ConnectionFault) throw error;
    warn(`${request.method} ${request.path} failed: ${messageOf(error)}`);
    return isDiskError(error) ? unavailable(messageOf(error)) : refused(500, 'InternalFailure', FAILED);
  }
}

/** Headers without what HTTP cannot carry: one such character in a message would break the connection off. */
function sendable(headers: ServiceResponse['headers'] = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')]),
  );
}

/** Path and query as they came: a proxy's absolute target counts from its path on, and none is a reason to fail. */
function targetOf(request: IncomingMessage): [path: string, query: URLSearchParams] {
  const target = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
  const end = target.indexOf('?');
  const path = end < 0 ? target : target.slice(0, end);
  return [path.startsWith('/') ? path : `/${path}`, new URLSearchParams(end < 0 ? '' : target.slice(end + 1))];
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

function started(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address) return address.port;
  throw new Error('the server does not listen on a port');
}
