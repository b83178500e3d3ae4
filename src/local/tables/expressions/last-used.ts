/** Remembers what a reader made of the texts that were used last. */

const KEPT = 500;

/** The same function, computed once for each text as long as the text is among the last ones used. Errors are not kept. */
export function lastUsed<T>(read: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) {
      kept.delete(text);
      kept.set(text, known);
      return known;
    }
    const value = read(text);
    kept.set(text, value);
    const oldest = kept.size > KEPT ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return value;
  };
}
