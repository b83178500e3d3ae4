/**
 * Stands in for DynamoDB: tables on the stack's database.
 * It knowingly does not do global tables: each operation on them is refused by name.
 */
import { backupOperations } from './backups/backup-operations.ts';
import type { TableEngine } from './engine.ts';
import { batchOperations } from './operations/batch-operations.ts';
import { itemOperations, type TableOperation } from './operations/item-operations.ts';
import { query } from './operations/query.ts';
import { scan } from './operations/scan.ts';
import { settingOperations } from './operations/setting-operations.ts';
import { tableOperations } from './operations/table-operations.ts';
import type { TableRoom } from './operations/table-room.ts';
import { tagOperations } from './operations/tag-operations.ts';
import { transactionOperations } from './operations/transactions.ts';
import { statementOperations } from './partiql/statement-operations.ts';
import { streamOperations } from './streams/stream-operations.ts';
import { notDone } from './table-errors.ts';
import type { Buckets } from './transfers/buckets.ts';
import { type TransferOperation, transferOperations } from './transfers/transfer-operations.ts';

type TableOperations = Readonly<Record<string, TableOperation | TransferOperation>>;

/** The operations that the embedded tables do, by target. */
export interface EmbeddedTables extends TableEngine {
  readonly operations: TableOperations;
}

/** The operations on tables that are there; without buckets there are no exports and imports. */
export function embeddedTables(room: TableRoom, buckets?: Buckets): EmbeddedTables {
  const operations: TableOperations = {
    ...itemOperations(room),
    ...batchOperations(room),
    ...transactionOperations(room),
    ...statementOperations(room),
    ...tableOperations(room),
    ...backupOperations(room),
    ...(buckets && transferOperations(room, buckets)),
    ...settingOperations(room),
    ...tagOperations(room),
    Query: (body) => query(room, body),
    Scan: (body) => scan(room, body),
  };
  const streams: TableOperations = streamOperations(room);
  return {
    operations,
    async call(target, operation, input) {
      const known = target === 'DynamoDB_20120810' ? operations : streams;
      const run = Object.hasOwn(known, operation) ? known[operation] : undefined;
      if (run) return { status: 200, body: JSON.stringify(await run(input)) };
      throw notDone(operation);
    },
  };
}
