/**
 * Backups of tables in the stack's database: what the table was like, and a copy of its items.
 * A backup outlives its table.
 */
import { integer, type LocalDatabase, type Row, text } from '../../database.ts';
import { type Definition, definitionIn, type TableDefinition } from './definitions.ts';

/** A backup without its items. */
export interface Backup {
  readonly arn: string;
  readonly name: string;
  /** In epoch milliseconds. */
  readonly createdAt: number;
  readonly table: Definition;
  readonly items: number;
  readonly bytes: number;
}

export interface BackupStore {
  get(arn: string): Backup | undefined;
  /** Every backup, the oldest first; of one table where it is named. */
  all(tableName?: string): Backup[];
  /** Keeps a backup with a copy of the items that the table has now. */
  add(backup: Backup, table: TableDefinition): void;
  /** Copies the items of a backup into a table that has none. */
  copyItems(backup: Backup, table: TableDefinition): void;
  remove(backup: Backup): void;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS tables_backups (
  id INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL UNIQUE, name TEXT NOT NULL, created INTEGER NOT NULL,
  table_name TEXT NOT NULL, definition TEXT NOT NULL, items INTEGER NOT NULL, bytes INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tables_backup_items (
  backup_id INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL, range BLOB NOT NULL, size INTEGER NOT NULL, item TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS tables_backup_items_of ON tables_backup_items (backup_id);
`;
const COLUMNS = 'SELECT arn, name, created, definition, items, bytes FROM tables_backups';
const ID = '(SELECT id FROM tables_backups WHERE arn = ?)';

/** Opens the backups in the stack's database; a change is part of the group that is open. */
export function createBackupStore(database: LocalDatabase): BackupStore {
  database.define(SCHEMA);
  return {
    get(arn) {
      const row = database.get(`${COLUMNS} WHERE arn = ?`, arn);
      return row && backupOf(row);
    },
    all(tableName) {
      const rows =
        tableName === undefined
          ? database.all(`${COLUMNS} ORDER BY id`)
          : database.all(`${COLUMNS} WHERE table_name = ? ORDER BY id`, tableName);
      return rows.map(backupOf);
    },
    add({ arn, name, createdAt, table: definition, items, bytes }, table) {
      database.write(() => {
        database.run(
          'INSERT INTO tables_backups (arn, name, created, table_name, definition, items, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)',
          ...[arn, name, createdAt, definition.name, JSON.stringify(definition), items, bytes],
        );
        database.run(
          `INSERT INTO tables_backup_items (backup_id, place, hash, range, size, item)
           SELECT ${ID}, place, hash, range, size, item FROM tables_items WHERE table_id = ?`,
          ...[arn, table.id],
        );
      });
    },
    copyItems({ arn }, table) {
      database.run(
        `INSERT INTO tables_items (table_id, place, hash, range, size, expires, item)
         SELECT ?, place, hash, range, size, NULL, item FROM tables_backup_items WHERE backup_id = ${ID}`,
        ...[table.id, arn],
      );
    },
    remove({ arn }) {
      database.write(() => {
        database.run(`DELETE FROM tables_backup_items WHERE backup_id = ${ID}`, arn);
        database.run('DELETE FROM tables_backups WHERE arn = ?', arn);
      });
    },
  };
}

function backupOf(row: Row): Backup {
  return {
    arn: text(row, 'arn'),
    name: text(row, 'name'),
    createdAt: integer(row, 'created'),
    table: definitionIn(text(row, 'definition')),
    items: integer(row, 'items'),
    bytes: integer(row, 'bytes'),
  };
}
