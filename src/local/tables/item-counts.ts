/**
 * Stands in for the item counts of DescribeTable, which dynalite always gives as 0.
 * AWS brings them up to date every six hours or so; here they are counted when they are asked for, if anything was written since.
 */
import { isObject } from '../../domain/is-object.ts';
import type { TableEngine } from './dynalite-engine.ts';
import { callEngine } from './time-to-live.ts';

/** An engine that knows how many items its tables hold. */
export interface CountingEngine extends TableEngine {
  count(table: string): Promise<number>;
}

const WRITES: ReadonlySet<string> = new Set([
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'PutItem',
  'UpdateItem',
]);

/** Counts in pages, between which other calls pass; an idle table is counted once. */
export function countingEngine(engine: TableEngine): CountingEngine {
  const counts = new Map<string, { readonly writes: number; readonly count: Promise<number> }>();
  let writes = 0;
  const scan = async (table: string): Promise<number> => {
    let count = 0;
    let from: object | undefined;
    do {
      const input = { TableName: table, Select: 'COUNT', ...(from === undefined ? {} : { ExclusiveStartKey: from }) };
      const page = await callEngine(engine, 'Scan', input);
      count += Number(page['Count'] ?? 0);
      from = isObject(page['LastEvaluatedKey']) ? page['LastEvaluatedKey'] : undefined;
    } while (from !== undefined);
    return count;
  };
  return {
    async call(operation, input) {
      try {
        return await engine.call(operation, input);
      } finally {
        if (WRITES.has(operation)) writes += 1;
      }
    },
    close: () => engine.close(),
    count(table) {
      const known = counts.get(table);
      if (known?.writes === writes) return known.count;
      const count = scan(table);
      counts.set(table, { writes, count });
      count.catch(() => counts.delete(table));
      return count;
    },
  };
}
