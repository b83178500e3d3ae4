/** Other engines of DynamoDB's API, asked over HTTP, and what of two answers has to be the same. */
import { isObject } from '../../../src/domain/is-object.ts';
import { createClock } from '../../../src/local/clock.ts';
import { listen } from '../../../src/local/endpoint/server.ts';
import { createObjects, type Objects } from '../../../src/local/objects/index.ts';
import { createTables } from '../../../src/local/tables/index.ts';
import { createTestContext } from '../local-context.ts';
import type { TableCall } from './table-calls.ts';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Ask = (call: TableCall) => Promise<Answer>;

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=judge/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=judge';

/** Asks the engine at a URL. */
export function askAt(url: string): Ask {
  return async ({ operation, input }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization: AUTHORIZATION,
      },
      body: JSON.stringify(input),
    });
    const body: unknown = await response.json();
    return { status: response.status, body: isObject(body) ? body : {} };
  };
}

/** The embedded tables on a port of their own, by a clock that stands, or runs. */
export async function ownTables(
  options: { clock?: 'standing' | 'running' } = {},
): Promise<{ ask: Ask; url: string; buckets: Objects; close(): Promise<void> }> {
  const running = options.clock === 'running' ? createClock({ speed: 1, advancedMs: 0 }) : undefined;
  const context = createTestContext(running ? { clock: running } : {});
  const buckets = createObjects(context);
  const tables = createTables(context, { buckets });
  await tables.start();
  const { database, warn } = context;
  const endpoint = await listen({ port: 0, database, warn, handle: (request) => tables.service.handle(request) });
  return {
    ask: askAt(endpoint.url),
    url: endpoint.url,
    buckets,
    async close() {
      await endpoint.close();
      await tables.close();
      await buckets.close();
      running?.stop();
      context.dispose();
    },
  };
}

/** What of an answer two engines agree on: sets, scans and equal keys of an index have no order, an error is its code and text. */
export function essence({ status, body }: Answer, { operation, input }: TableCall): unknown {
  if (status !== 200)
    return { status, code: String(body['__type']).split('#')[1], message: body['message'] ?? body['Message'] };
  const { ConsumedCapacity: _, ...given } = body;
  const shown = withoutOrder(given);
  const ordered = operation !== 'Scan' && input['IndexName'] === undefined;
  if (ordered || !isObject(shown) || !Array.isArray(shown['Items'])) return shown;
  const items = shown['Items'].map((item) => JSON.stringify(item)).sort();
  return { ...shown, Items: items };
}

function withoutOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOrder);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, each]) => {
    // DynamoDB trims zeros; DynamoDB Local leaves sums, and numbers within lists, as they come.
    if (name === 'N' && typeof each === 'string') return [name, trimmed(each)] as const;
    const isSet = ['SS', 'NS', 'BS'].includes(name) && Array.isArray(each);
    return [name, isSet ? [...each].sort() : withoutOrder(each)] as const;
  });
  return Object.fromEntries(entries.sort(([first], [second]) => (first < second ? -1 : 1)));
}

function trimmed(number: string): string {
  const plain = /E/i.test(number) ? String(Number(number)) : number;
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain;
}
