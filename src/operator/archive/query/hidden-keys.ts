import { literal } from './database.ts';
import { isColumnName, pointer } from './event-columns.ts';
import { foldName, foldPath } from './key-spelling.ts';
import type { Segment } from './segment.ts';

/** Keys of the bodies that no column shows by themselves, and why. */
export interface HiddenKeys {
  /** `case`: one event has several that differ in case alone. `name`: SQL cannot name it, or means a column of ours. */
  readonly reason: 'case' | 'name';
  /** For each key the SQL expression that reaches it and no other. */
  readonly expressions: readonly string[];
}

/** The hidden keys of what a query reads: of its clashes, and of names that are keys of the bodies and columns of ours. */
export function hiddenKeys(
  segments: readonly Pick<Segment, 'keys' | 'clashes'>[],
  paths: readonly (readonly string[])[],
  everything: boolean,
): HiddenKeys[] {
  const read = new Set(paths.map(foldPath));
  const clashes = Map.groupBy(segments.flatMap((segment) => segment.clashes).flat(), foldPath);
  const named = new Set(paths.map(([name = '']) => name));
  const keys = new Set(segments.flatMap((segment) => segment.keys.top));
  const unnamed = [...keys].filter((key) => !isColumnName(key) && (everything || named.has(foldName(key))));
  return [
    ...[...clashes]
      .filter(([fold]) => read.has(fold))
      .map(([, spelled]) => ({ reason: 'case' as const, expressions: unique(spelled.map(exactExpression)) })),
    ...unnamed.sort().map((key) => ({ reason: 'name' as const, expressions: [exactExpression([key])] })),
  ];
}

/** The expression for what is at a path of a body, or of what else an event has, exactly as the keys are spelled. */
function exactExpression(path: readonly string[]): string {
  const [column, keys] = path[0] === '_attributes' ? ['_attributes', path.slice(1)] : ['_event', path];
  const text = literal(pointer(keys));
  // A statement ends at NUL, so that it cannot stand in a literal.
  return `${column}->${text.includes('\0') ? `(${text.replaceAll('\0', "' || chr(0) || '")})` : text}`;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
