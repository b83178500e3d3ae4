/** The embedded search and a real OpenSearch behind one way to ask them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock } from '../../../src/local/clock.ts';
import { openDatabase } from '../../../src/local/database.ts';
import { createSearch } from '../../../src/local/search/index.ts';
import { noFaults } from '../../support/no-faults.ts';

export interface EngineAnswer {
  readonly status: number;
  /** An answer has the shape that each test looks for. */
  readonly body: ReturnType<typeof JSON.parse>;
}

/** Asks an engine: method, path with its query, body as JSON or text. */
export type Ask = (method: string, path: string, body?: object | string) => Promise<EngineAnswer>;

/** A fresh embedded engine; its clock stands at the machine's time, for `now` in queries. */
export function embeddedEngine(): { ask: Ask; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'compat-'));
  const database = openDatabase(folder);
  const search = createSearch({
    clock: createManualClock(Date.now()),
    database,
    folder,
    accountId: '000000000000',
    region: 'us-east-1',
    faults: noFaults,
    endpointUrl: () => 'http://127.0.0.1:4566',
    warn: () => {},
  });
  search.createDomain('shop');
  return {
    async ask(method, path, body) {
      const [plain = '', query = ''] = path.split('?');
      const response = await search.handle({
        method,
        path: `/_search/shop${plain}`,
        query: new URLSearchParams(query),
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(textOf(body)),
        requestId: 'compat',
      });
      return answerOf(response.status, String(response.body));
    },
    close() {
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The engine at a URL. */
export function engineAt(url: string): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method: method === 'GET' && body !== undefined ? 'POST' : method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: textOf(body) }),
    });
    return answerOf(response.status, await response.text());
  };
}

function textOf(body: object | string | undefined): string {
  return typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
}

function answerOf(status: number, text: string): EngineAnswer {
  return { status, body: /^[[{]/.test(text) ? JSON.parse(text) : text };
}
