/** The part of docs/local-stack-limits.md that follows from the resource files. */
import { limitsTable } from '../../src/local/resources/limits-table.ts';
import { providers } from '../../src/local/resources/registry.ts';

const begin = /<!-- resource types: [^\n]*-->\n/;
const end = '<!-- end of resource types -->';

/** The document with its table of resource types as it should be. */
export function withLimitsTable(document: string): string {
  const [before, rest] = [document.split(begin)[0] ?? '', document.split(end)[1]];
  const marker = begin.exec(document)?.[0];
  if (marker === undefined || rest === undefined) throw new Error('the document has lost its markers');
  return `${before}${marker}\n${limitsTable(providers.values())}\n\n${end}${rest}`;
}
