/** A name as SQL compares it: DuckDB lets the case of ASCII letters go, and of no others. */
export function foldName(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** A path of names as SQL compares it, as JSON. */
export function foldPath(path: readonly string[]): string {
  return JSON.stringify(path.map(foldName));
}

/** Keys by what SQL takes them for. */
export type KeysByFold = ReadonlyMap<string, readonly string[]>;

/** Puts the keys together that SQL does not tell apart. */
export function foldKeys(keys: Iterable<string>): KeysByFold {
  return Map.groupBy(keys, foldName);
}

/** A path in every spelling that its keys may have, the given one before all others. */
export function spellings(
  path: readonly string[],
  { top, deeper }: { top: KeysByFold; deeper: KeysByFold },
): string[][] {
  return path.reduce<string[][]>(
    (prefixes, name, depth) => {
      const alike = (depth === 0 ? top : deeper).get(foldName(name)) ?? [];
      const others = alike.filter((key) => key !== name).sort();
      return prefixes.flatMap((prefix) => [name, ...others].map((key) => [...prefix, key]));
    },
    [[]],
  );
}
