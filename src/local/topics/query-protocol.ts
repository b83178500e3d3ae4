/**
 * The outputs of SNS as its query protocol writes them: attributes are a list of entries, not an element for each name.
 * Inputs need no such change.
 */

/** Turns an output into what the XML holds: a Map is written as entries. */
export function toTopicQueryResult(_action: string, output: object): object {
  const entries = Object.entries(output).map(([name, value]) =>
    name === 'Attributes' ? [name, new Map(Object.entries(value ?? {}))] : [name, value],
  );
  return Object.fromEntries(entries);
}
