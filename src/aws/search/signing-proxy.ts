import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { reasonOf } from '../../domain/errors.ts';
import type { SignedFetch } from './signed-fetch.ts';

/** A proxy that is listening. */
export interface SigningProxy {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  close(): Promise<void>;
}

/** OpenSearch Service takes at most 100 MiB a request, and 10 MiB on small instances ("Network quotas"). */
const MAX_BODY_BYTES = 100 * 1024 * 1024;

/** What concerns one connection only (RFC 9110, 7.6.1), what the signature sets, and what fetch has undone by itself. */
const NOT_PASSED_ON = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'],
  ...['host', 'content-length', 'authorization', 'accept-encoding', 'origin', 'referer'],
]);
const NOT_PASSED_BACK = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
]);

/**
 * Passes requests on to a search domain, signed with the operator's credentials: a domain with identity policies alone cannot
 * be opened in a browser otherwise. It listens on 127.0.0.1 only, and answers 403 to what another web site sends through the
 * browser (a foreign Host or Origin), because whoever reaches it acts as the operator. Rejects when the port is in use.
 */
export async function startSigningProxy({
  url,
  signedFetch,
  port,
}: {
  url: string;
  signedFetch: SignedFetch;
  port: number;
}): Promise<SigningProxy> {
  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`The search domain ${url} does not answer: ${reasonOf(error)}\n`);
    });
  });
  const own = () => {
    const address = server.address();
    const at = typeof address === 'object' && address !== null ? address.port : port;
    return [`127.0.0.1:${at}`, `localhost:${at}`];
  };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    const names = own();
    const foreign =
      !names.includes(headers.host ?? '') ||
      (headers.origin !== undefined && !names.some((name) => headers.origin === `http://${name}`));
    if (foreign || headers['sec-fetch-site'] === 'cross-site') {
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('This proxy serves pages of its own address only.\n');
      return;
    }
    const body = await readBody(request);
    if (body === undefined) {
      response.writeHead(413, { connection: 'close' });
      response.end();
      return;
    }
    const answer = await signedFetch(new URL(`${url}${request.url ?? '/'}`), {
      method,
      headers: passedOn(headers),
      ...(body.length === 0 || method === 'GET' || method === 'HEAD' ? {} : { body }),
    });
    const back = [...answer.headers].filter(([name]) => !NOT_PASSED_BACK.has(name) && name !== 'set-cookie');
    const cookies = answer.headers.getSetCookie();
    response.writeHead(answer.status, {
      ...Object.fromEntries(back.map(([name, value]) => [name, name === 'location' ? ownLocation(value) : value])),
      ...(cookies.length === 0
        ? {}
        : { 'set-cookie': cookies.map((cookie) => cookie.replace(/;\s*(?:secure|domain=[^;]*)/gi, '')) }),
    });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }

  /** Dashboards sends a browser to paths of its own host. */
  const ownLocation = (location: string): string =>
    location.startsWith(url) ? location.slice(url.length) || '/' : location;

  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  return {
    url: `http://${own()[0]}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function passedOn(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || NOT_PASSED_ON.has(name) || name.startsWith('x-amz-') || name.startsWith('sec-')
        ? []
        : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

/** Undefined for a body that no domain takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}
