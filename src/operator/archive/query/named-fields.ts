import { isObject } from '../../../domain/is-object.ts';
import { foldName } from './key-spelling.ts';

/** What a query names of the events: paths from the top of the body, or our own columns. */
export interface NamedFields {
  readonly paths: readonly (readonly string[])[];
  /** True where it asks for every field, as `SELECT *` does. */
  readonly everything: boolean;
}

/**
 * Finds the fields that a parsed query (DuckDB's json_serialize_sql) may name; some of them may be aliases of the query
 * instead, which no event has.
 */
export function namedFields(query: unknown): NamedFields {
  const found = { paths: new Map<string, readonly string[]>(), everything: false };
  const names = namesOf(query);
  walk(query, { ...names, found, overEvents: false });
  return { paths: [...found.paths.values()], everything: found.everything };
}

interface Names {
  /** What the table `events` is called in the query, as SQL compares it. */
  readonly events: ReadonlySet<string>;
  /** What else is called something there: other tables and subqueries. */
  readonly others: ReadonlySet<string>;
}

interface Scope extends Names {
  readonly found: { readonly paths: Map<string, readonly string[]>; everything: boolean };
  /** True inside a SELECT whose FROM holds the events themselves, so that its `*` means all of their fields. */
  readonly overEvents: boolean;
}

function namesOf(query: unknown): Names {
  const events = new Set<string>();
  const others = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    if (!isObject(node)) return;
    if (isEvents(node)) events.add(foldName(textOf(node['alias'])) || 'events');
    else if (node['type'] === 'BASE_TABLE') others.add(foldName(textOf(node['alias']) || textOf(node['table_name'])));
    else if (node['type'] === 'SUBQUERY' || node['type'] === 'TABLE_FUNCTION')
      others.add(foldName(textOf(node['alias'])));
    for (const value of Object.values(node)) visit(value);
  };
  visit(query);
  return { events, others };
}

function walk(node: unknown, scope: Scope): void {
  if (Array.isArray(node)) for (const item of node) walk(item, scope);
  if (!isObject(node)) return;
  if (node['class'] === 'COLUMN_REF') addColumn(textsOf(node['column_names']), scope);
  if (node['class'] === 'STAR') {
    const relation = foldName(textOf(node['relation_name']));
    if (relation === '' ? scope.overEvents : scope.events.has(relation)) scope.found.everything = true;
  }
  if (node['type'] === 'JOIN') for (const name of textsOf(node['using_columns'])) addColumn([name], scope);
  const inner = node['type'] === 'SELECT_NODE' ? { ...scope, overEvents: isOverEvents(node['from_table']) } : scope;
  for (const value of Object.values(node)) walk(value, inner);
}

function addColumn(names: readonly string[], { events, others, found }: Scope): void {
  const first = foldName(names[0] ?? '');
  if (names.length > 1 && others.has(first)) return;
  const path = events.has(first) ? names.slice(1) : names;
  if (path.length === 0) found.everything = true;
  else found.paths.set(JSON.stringify(path), path);
}

function isOverEvents(from: unknown): boolean {
  if (!isObject(from)) return false;
  return isEvents(from) || (from['type'] === 'JOIN' && (isOverEvents(from['left']) || isOverEvents(from['right'])));
}

function isEvents(node: Record<string, unknown>): boolean {
  return node['type'] === 'BASE_TABLE' && foldName(textOf(node['table_name'])) === 'events';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
