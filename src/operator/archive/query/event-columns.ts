import { foldName } from './key-spelling.ts';

/** What every event has besides the fields of its body; `_event` is that body whole, in which a key is exact. */
const OWN_COLUMNS: ReadonlySet<string> = new Set(['_id', '_published_at', '_attributes', '_key', '_event']);

/** True for a name that means a column of ours, in any case. */
export function isOwnColumn(name: string): boolean {
  return OWN_COLUMNS.has(foldName(name));
}

/** True for a key that can be the name of a column: SQL has no empty name, and DuckDB ends a statement at NUL. */
export function isColumnName(key: string): boolean {
  return key !== '' && !key.includes('\0') && !isOwnColumn(key);
}

/** RFC 6901, but that DuckDB takes a backslash as it is. */
export function pointer(path: readonly string[]): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
