/** A part of a prefix of Firehose: text as it stands, or an expression `!{namespace:value}`. */
export type PrefixPart = { readonly text: string } | { readonly namespace: string; readonly value: string };

/** The parts of a prefix, in their order (Firehose guide, "Understand custom prefixes"); quotes in a date pattern may hold a brace. */
export function prefixParts(prefix: string): PrefixPart[] {
  const parts: PrefixPart[] = [];
  let at = 0;
  for (const { 0: whole, 1: namespace = '', 2: value = '', index } of prefix.matchAll(EXPRESSION)) {
    if (index > at) parts.push({ text: prefix.slice(at, index) });
    parts.push({ namespace, value });
    at = index + whole.length;
  }
  if (at < prefix.length) parts.push({ text: prefix.slice(at) });
  return parts;
}

/** What comes before the first expression: every key begins with it. */
export function literalStart(parts: readonly PrefixPart[]): string {
  const [first] = parts;
  return first !== undefined && 'text' in first ? first.text : '';
}

/** The prefix with the hour, which Firehose adds to one that names no time. */
export function timedPrefix(prefix: string): string {
  return prefix.includes('!{timestamp:') ? prefix : `${prefix}!{timestamp:yyyy/MM/dd/HH/}`;
}

/** Where a stream's failures go: without a prefix of their own, under the data's. */
export function errorPrefixOf(errorPrefix: string | undefined, prefix: string): string {
  return errorPrefix || timedPrefix(`${prefix}!{firehose:error-output-type}/`);
}

const EXPRESSION = /!\{([^:{}]*):((?:'[^']*'|[^}'])*)\}/g;
