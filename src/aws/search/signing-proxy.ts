import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import * as v from 'valibot';
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

const Address = v.object({ port: v.number() });
/** Every request to a server has both, though its type leaves them open. */
const RequestLine = v.object({ method: v.string(), url: v.string() });

/**
 * Passes requests on to a search domain, signed with the operator's credentials: a domain with identity policies alone cannot
 * be opened in a browser otherwise. It listens on 127.0.0.1 only, and answers 403 to what another web site sends through the
 * browser (a foreign Host or Origin), because whoever reaches it acts as the operator. Rejects when the port is in use.
 */
export async function startSigningProxy({
  url,
  signedFetch,
  port,
  maxBodyBytes = MAX_BODY_BYTES,
}: {
  url: string;
  signedFetch: SignedFetch;
  port: number;
  maxBodyBytes?: number;
}): Promise<SigningProxy> {
  const server = createServer();
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  const { port: ownPort } = v.parse(Address, server.address());
  const isForeign = foreignTo(ownPort);
  server.on('request', (request, response) => {
    pass(request, response).catch((error: unknown) =>
      refuse(response, 502, `The search domain ${url} does not answer: ${reasonOf(error)}`),
    );
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url: path } = v.parse(RequestLine, request);
    if (isForeign(request.headers)) {
      return refuse(response, 403, 'This proxy serves pages of its own address only.');
    }
    const body = await readBody(request, maxBodyBytes);
    if (body === undefined) {
      return refuse(response, 413, `OpenSearch Service takes no request of more than ${maxBodyBytes} bytes.`);
    }
    if (body.length > 0 && ['GET', 'HEAD'].includes(method)) {
      return refuse(response, 400, `A ${method} with a body cannot be passed on: send it by POST.`);
    }
    const answer = await signedFetch(new URL(`${url}${path}`), {
      method,
      headers: passedOn(request.headers),
      ...(body.length === 0 ? {} : { body }),
    });
    const content = Buffer.from(await answer.arrayBuffer());
    response.statusCode = answer.status;
    for (const [name, value] of answer.headers) {
      if (!NOT_PASSED_BACK.has(name)) response.appendHeader(name, forBrowser(name, value));
    }
    response.end(content);
  }

  /** Dashboards sends a browser to paths of the domain's host, and keeps its cookies for that host and HTTPS. */
  function forBrowser(name: string, value: string): string {
    if (name === 'set-cookie') return value.replace(/;\s*(?:secure|domain=[^;]*)/gi, '');
    return name === 'location' && `${value}/`.startsWith(`${url}/`) ? value.slice(url.length) || '/' : value;
  }

  return {
    url: `http://127.0.0.1:${ownPort}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Whether another web site sends a request: by a name that leads here by DNS, by its Origin, or by the browser's own word. */
function foreignTo(port: number): (headers: IncomingHttpHeaders) => boolean {
  const hosts = new Set<string | undefined>([`127.0.0.1:${port}`, `localhost:${port}`]);
  const origins = new Set([undefined, ...[...hosts].map((host) => `http://${host}`)]);
  return ({ host, origin, 'sec-fetch-site': site }) =>
    !hosts.has(host) || !origins.has(origin) || site === 'cross-site';
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${why}\n`);
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !NOT_PASSED_ON.has(name) && !name.startsWith('x-amz-') && !name.startsWith('sec-'))
      .map(([name, value]) => [name, String(value)]),
  );
}

/** Undefined for a body that no domain takes: it is read to its end, because a client listens only then, and not kept. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    // Stryker disable next-line ConditionalExpression: keeping what is refused anyway only takes memory.
    if (bytes <= maxBytes) chunks.push(piece);
  }
  return bytes > maxBytes ? undefined : Buffer.concat(chunks);
}
