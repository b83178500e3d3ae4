import { type DuckDBConnection, DuckDBInstance, type DuckDBResultReader } from '@duckdb/node-api';

/** An embedded DuckDB, in memory; what does not fit goes to the folder. */
export interface QueryDatabase {
  /** Runs one statement and reads all of its rows. Throws what DuckDB says. */
  run(sql: string): Promise<DuckDBResultReader>;
  /** Makes a table of integers and texts. */
  createTable(name: string, columns: readonly string[], rows: Iterable<readonly (number | string)[]>): Promise<void>;
  close(): void;
}

/** Opens DuckDB without any extension that it would have to download, and with no more than half a GiB for itself. */
export async function openQueryDatabase(folder: string): Promise<QueryDatabase> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    memory_limit: '512MB',
    temp_directory: `${folder}/spill`,
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return {
    run: (sql) => connection.runAndReadAll(sql),
    createTable: (name, columns, rows) => createTable(connection, name, columns, rows),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A text as a SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as a SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function createTable(
  connection: DuckDBConnection,
  name: string,
  columns: readonly string[],
  rows: Iterable<readonly (number | string)[]>,
): Promise<void> {
  await connection.run(`CREATE TABLE ${name} (${columns.join(', ')})`);
  const appender = await connection.createAppender(name);
  for (const row of rows) {
    for (const value of row) {
      if (typeof value === 'string') appender.appendVarchar(value);
      else appender.appendBigInt(BigInt(value));
    }
    appender.endRow();
  }
  appender.closeSync();
}
