/** What was exported and imported, as it is described, in the stack's database. */
import { isObject } from '../../../domain/is-object.ts';
import { integer, type LocalDatabase, optionalText, type Row, text } from '../../database.ts';

export type TransferKind = 'export' | 'import';

/** An export or import that has ended. */
export interface Transfer {
  readonly arn: string;
  readonly kind: TransferKind;
  readonly tableArn: string;
  /** The client's token, under which it is not done again. */
  readonly token: string | undefined;
  /** As DescribeExport or DescribeImport tells it. */
  readonly description: Readonly<Record<string, unknown>>;
}

/** The same as it comes from where it was done: as AWS tells it at the beginning, and what it came to. */
export interface EndedTransfer extends Omit<Transfer, 'description'> {
  readonly begun: Transfer['description'];
  readonly outcome: Transfer['description'];
}

export interface TransferStore {
  get(kind: TransferKind, arn: string): Transfer | undefined;
  withToken(kind: TransferKind, token: string): Transfer | undefined;
  /** Up to `limit` of them, the oldest first, with the numbers by which a list goes on; of one table where it is named. */
  page(
    kind: TransferKind,
    asked: { readonly tableArn?: string | undefined; readonly after: number; readonly limit: number },
  ): { readonly number: number; readonly transfer: Transfer }[];
  add(transfer: Transfer): void;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS tables_transfers (
  number INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, table_arn TEXT NOT NULL,
  token TEXT, description TEXT NOT NULL
);
`;
const COLUMNS = 'SELECT number, arn, kind, table_arn, token, description FROM tables_transfers';

/** Opens the exports and imports in the stack's database. */
export function createTransferStore(database: LocalDatabase): TransferStore {
  database.define(SCHEMA);
  const found = (row: Row | undefined) => row && transferOf(row);
  return {
    get: (kind, arn) => found(database.get(`${COLUMNS} WHERE kind = ? AND arn = ?`, kind, arn)),
    withToken: (kind, token) => found(database.get(`${COLUMNS} WHERE kind = ? AND token = ?`, kind, token)),
    page: (kind, { tableArn, after, limit }) =>
      database
        .all(
          `${COLUMNS} WHERE kind = ? AND number > ? AND (? IS NULL OR table_arn = ?) ORDER BY number LIMIT ?`,
          ...[kind, after, tableArn ?? null, tableArn ?? null, limit],
        )
        .map((row) => ({ number: integer(row, 'number'), transfer: transferOf(row) })),
    add({ arn, kind, tableArn, token, description }) {
      database.run(
        'INSERT INTO tables_transfers (arn, kind, table_arn, token, description) VALUES (?, ?, ?, ?, ?)',
        ...[arn, kind, tableArn, token ?? null, JSON.stringify(description)],
      );
    },
  };
}

function transferOf(row: Row): Transfer {
  const description: unknown = JSON.parse(text(row, 'description'));
  return {
    arn: text(row, 'arn'),
    kind: text(row, 'kind') === 'export' ? 'export' : 'import',
    tableArn: text(row, 'table_arn'),
    token: optionalText(row, 'token'),
    description: isObject(description) ? description : {},
  };
}
