/** An embedded search domain called `shop`, asked as over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock } from '../../../src/local/clock.ts';
import type { FaultGate, LocalContext } from '../../../src/local/context.ts';
import { openDatabase } from '../../../src/local/database.ts';
import { createSearch, type Search } from '../../../src/local/search/index.ts';
import { noFaults } from '../../support/no-faults.ts';

export const shopArn = 'arn:aws:es:us-east-1:000000000000:domain/shop';

export interface TestEngine {
  readonly clock: LocalContext['clock'];
  search(): Search;
  /** What is open now. */
  database(): LocalContext['database'];
  /** The answer's body has the shape that each test looks for. */
  ask(
    method: string,
    path: string,
    body?: object | string,
  ): Promise<{ status: number; body: ReturnType<typeof JSON.parse> }>;
  /** Closes the state folder and opens it again. */
  reopen(): void;
  close(): void;
}

/** A fresh engine in a folder of its own. */
export function openEngine(options: { faults?: FaultGate; endpoint?: string } = {}): TestEngine {
  const folder = mkdtempSync(join(tmpdir(), 'search-'));
  const clock = createManualClock();
  let database: LocalContext['database'];
  let search: Search;
  const open = () => {
    database = openDatabase(folder);
    const context: LocalContext = {
      clock,
      database,
      folder,
      accountId: '000000000000',
      region: 'us-east-1',
      faults: options.faults ?? noFaults,
      endpointUrl: () => 'http://127.0.0.1:4566',
      warn: () => {},
    };
    search = createSearch(context, options.endpoint === undefined ? {} : { endpoint: options.endpoint });
    search.createDomain('shop');
  };
  open();
  return {
    clock,
    search: () => search,
    database: () => database,
    async ask(method, path, body) {
      const [plain = '', query = ''] = path.split('?');
      const response = await search.handle({
        method,
        path: `/_search/shop${plain}`,
        query: new URLSearchParams(query),
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        body: Buffer.from(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)),
        requestId: 'test',
      });
      const text = String(response.body);
      return { status: response.status, body: /^[[{]/.test(text) ? JSON.parse(text) : text };
    },
    reopen() {
      database.close();
      open();
    },
    close() {
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A `_bulk` body that indexes documents, each with its place in the list as id. */
export function bulkOf(index: string, documents: readonly object[]): string {
  return documents
    .map(
      (document, i) =>
        `${JSON.stringify({ index: { _index: index, _id: String(i + 1) } })}\n${JSON.stringify(document)}\n`,
    )
    .join('');
}
