/**
 * What is read from columns is kept in memory up to a budget of bytes; the least recently used goes first.
 * Stands in for the page cache and field data of an OpenSearch node.
 */
export interface ColumnCache {
  /** The value under a key, made when it is not there; `bytes` tells what it weighs. */
  get<T extends object>(
    owner: string,
    key: string,
    is: (value: object) => value is T,
    make: () => { value: T; bytes: number },
  ): T;
  /** Drops everything of an owner. */
  drop(owner: string): void;
  bytes(): number;
}

/** An empty cache; a value larger than the budget is handed out and not kept. */
export function createColumnCache(budget: number): ColumnCache {
  const entries = new Map<string, { value: object; bytes: number }>();
  let total = 0;
  const forget = (name: string) => {
    total -= entries.get(name)?.bytes ?? 0;
    entries.delete(name);
  };
  return {
    get(owner, key, is, make) {
      const name = `${owner}/${key}`;
      const known = entries.get(name);
      if (known && is(known.value)) {
        entries.delete(name);
        entries.set(name, known);
        return known.value;
      }
      const made = make();
      if (made.bytes > budget) return made.value;
      entries.set(name, made);
      total += made.bytes;
      for (const [oldest] of entries) {
        if (total <= budget) break;
        forget(oldest);
      }
      return made.value;
    },
    drop(owner) {
      for (const name of [...entries.keys()]) if (name.startsWith(`${owner}/`)) forget(name);
    },
    bytes: () => total,
  };
}
