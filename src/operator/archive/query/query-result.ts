import { type DuckDBResultReader, DuckDBTypeId, type Json } from '@duckdb/node-api';

/** The rows of a query, each value as a text and as JSON; a number that JavaScript cannot hold exactly is a text there too. */
export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly QueryValue[])[];
}

/** NULL is an empty text. */
export interface QueryValue {
  readonly text: string;
  readonly json: Json;
}

/** Takes the rows out of DuckDB. */
export function readResult(reader: DuckDBResultReader): QueryResult {
  const types = reader.columnTypes();
  const readers = types.map((type) =>
    type.alias === 'JSON' ? ofJson : NUMBERS.has(type.typeId) ? ofNumber : (value: Json) => value,
  );
  return {
    columns: reader.deduplicatedColumnNames().map((name, index) => ({
      name,
      type: types[index]?.alias ?? String(types[index]),
      numeric: NUMBERS.has(types[index]?.typeId ?? DuckDBTypeId.INVALID),
    })),
    rows: reader.getRowsJson().map((row) =>
      row.map((value, index) => ({
        text: value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value),
        json: readers[index]?.(value) ?? null,
      })),
    ),
  };
}

const NUMBERS: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
]);

function ofJson(value: Json): Json {
  return typeof value === 'string' ? JSON.parse(value) : value;
}

/** Fifteen digits are exact in a double. */
function ofNumber(value: Json): Json {
  return typeof value === 'string' && value.replace(/^-?0*|\./g, '').length <= 15 ? Number(value) : value;
}
