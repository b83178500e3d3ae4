/**
 * A server between a browser and a port of the stack: it hands each request on as it came, and tells what was asked and answered.
 * Without the door it takes away all by which the stack knows a page and answers preflight requests with yes, so that an attack which is
 * really sent has its effect.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly status: number;
}

export interface Witness {
  readonly port: number;
  /** Whether the stack may see that a page asks. */
  isBlind: boolean;
  /** The first exchange that fits, also one that is still to come. */
  first(fits: (seen: Seen) => boolean): Promise<Seen>;
  readonly seen: readonly Seen[];
  close(): void;
}

/** Listens on 127.0.0.1 in front of `target`; what begins with `/page?` it serves itself, as the web site of every name that leads here. */
export async function startWitness(target: string, page: (query: URLSearchParams) => string): Promise<Witness> {
  const seen: Seen[] = [];
  const waiting = new Set<(exchange: Seen) => void>();
  const tell = (exchange: Seen) => {
    seen.push(exchange);
    for (const each of waiting) each(exchange);
  };
  const serve = async (asked: IncomingMessage, answer: ServerResponse) => {
    const url = asked.url ?? '/';
    if (url.startsWith('/page?')) {
      answer.writeHead(200, { 'content-type': 'text/html' });
      answer.end(page(new URL(url, target).searchParams));
      return;
    }
    const pieces: Buffer[] = [];
    for await (const piece of asked) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const told = (status: number) =>
      tell({ method: asked.method ?? '', url, headers: asked.headers, body: body.toString(), status });
    if (witness.isBlind && asked.method === 'OPTIONS') {
      answer.writeHead(204, openTo(asked));
      answer.end();
      return;
    }
    const headers = witness.isBlind ? unmarked(asked.headers, new URL(target).host) : asked.headers;
    const onward = request(new URL(url, target), { method: asked.method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, {
        ...response.headers,
        ...(witness.isBlind ? openTo(asked) : {}),
      });
      response.pipe(answer);
      response.once('end', () => told(response.statusCode ?? 500));
    });
    onward.once('error', () => answer.destroy());
    onward.end(body);
  };
  const server = createServer((asked, answer) => {
    serve(asked, answer).catch(() => answer.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const witness: Witness = {
    port: typeof address === 'object' && address ? address.port : 0,
    isBlind: false,
    seen,
    first(fits) {
      const early = seen.find(fits);
      if (early) return Promise.resolve(early);
      return new Promise((resolve) => {
        const look = (exchange: Seen) => {
          if (!fits(exchange)) return;
          waiting.delete(look);
          resolve(exchange);
        };
        waiting.add(look);
      });
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return witness;
}

/** The request as a program of this machine would send it. */
function unmarked(headers: IncomingMessage['headers'], host: string): IncomingMessage['headers'] {
  const kept = Object.entries(headers).filter(
    ([name]) => !/^(?:sec-|origin$|referer$|user-agent$|upgrade$|connection$)/.test(name),
  );
  return { ...Object.fromEntries(kept), host };
}

/** What lets the page that asks send anything and read the answer. */
function openTo({ headers }: IncomingMessage): Record<string, string> {
  return {
    'access-control-allow-origin': headers.origin ?? '*',
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': headers['access-control-request-method'] ?? 'GET',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
  };
}
