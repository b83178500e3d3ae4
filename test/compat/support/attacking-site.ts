/** The web site of an attacker: a browser shows its page, which carries out one job after the other. */
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as v from 'valibot';
import { showPage } from './chromium.ts';

/** What the page is to send, and how; the names of ways and places are those of `attacking-page.js`. */
export interface Job {
  readonly way: string;
  readonly via?: string | undefined;
  readonly url: string;
  readonly method?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

export interface AttackingSite {
  readonly port: number;
  /** The page as another server of the attacker would serve it: for one job, told as `site` and `job` in its query. */
  page(query: URLSearchParams): string;
  /** Carries out a job from a page of `origin`, and gives what that page can tell of the answer. */
  perform(job: Job): Promise<unknown>;
  /** Lets a browser show the page of `url`, by default the site's own, until the site is closed or shows another. */
  show(url?: string): Promise<void>;
  close(): Promise<void>;
}

const SCRIPT = readFileSync(join(import.meta.dirname, '..', 'browser', 'attacking-page.js'), 'utf8');
const done = v.object({ id: v.number(), answer: v.unknown() });

/** Serves the site on 127.0.0.1, for the browser of `command`. */
export async function startAttackingSite(command: string): Promise<AttackingSite> {
  const jobs: unknown[] = [];
  const answers = new Map<number, (answer: unknown) => void>();
  let idle: ServerResponse | undefined;
  let shown: { close(): Promise<void> } | undefined;
  let count = 0;
  const hand = () => {
    if (idle === undefined || jobs.length === 0) return;
    idle.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
    idle.end(JSON.stringify(jobs.shift()));
    idle = undefined;
  };
  const server = createServer(async (asked, answer) => {
    const url = new URL(asked.url ?? '/', 'http://attacker.example');
    if (url.pathname === '/next') {
      idle = answer;
      hand();
    } else if (url.pathname === '/done') {
      const pieces: Buffer[] = [];
      for await (const piece of asked) pieces.push(piece);
      const { id, answer: told } = v.parse(done, JSON.parse(Buffer.concat(pieces).toString()));
      answers.get(id)?.(told);
      answers.delete(id);
      answer.end();
    } else if (url.pathname === '/to') {
      answer.writeHead(302, { location: url.searchParams.get('url') ?? '/' }).end();
    } else {
      answer.writeHead(200, { 'content-type': 'text/html' }).end(pageOf(`http://attacker.example:${port}`));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    port,
    page: (query) => pageOf(query.get('site') ?? '', query.get('job') ?? undefined),
    perform(job) {
      count += 1;
      const id = count;
      const answered = new Promise<unknown>((resolve) => answers.set(id, resolve));
      jobs.push({ ...job, id });
      hand();
      return answered;
    },
    async show(url = `http://attacker.example:${port}/`) {
      await shown?.close();
      idle = undefined;
      shown = showPage(command, url);
    },
    async close() {
      await shown?.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The page of a site, which takes its jobs there, or has the one. */
function pageOf(site: string, job = 'undefined'): string {
  const given = `${JSON.stringify(site)}, ${job}`.replaceAll('<', '\\u003c');
  return `<!doctype html><body><script>${SCRIPT}\nattackingPage(${given});</script>`;
}
