import type { QueryResult } from '../../../operator/archive/query/query-result.ts';
import { formatTable } from '../../line/table.ts';

/** The lines of a table for the eye; numbers stand to the right. */
export function resultTable({ columns, rows }: QueryResult): string[] {
  const titles = columns.map(({ name }) => name.replace(/[\r\n\t]/g, ' '));
  const texts = rows.map((row) => row.map(({ text }) => text.replace(/[\r\n\t]/g, ' ')));
  const widths = titles.map((title, index) => Math.max(title.length, ...texts.map((row) => row[index]?.length ?? 0)));
  return formatTable(
    titles.map((title, index) => (columns[index]?.numeric ? title.padStart(widths[index] ?? 0) : title)),
    texts.map((row) => row.map((text, index) => (columns[index]?.numeric ? text.padStart(widths[index] ?? 0) : text))),
  );
}

/**
 * The lines of a CSV text (RFC 4180): a value with a comma, a quote or a line break is quoted. What a spreadsheet would run as
 * a formula begins with an apostrophe (https://owasp.org/www-community/attacks/CSV_Injection); numbers stay numbers.
 */
export function resultCsv({ columns, rows }: QueryResult): string[] {
  const cells = (row: QueryResult['rows'][number]) =>
    row.map(({ text }, index) => (columns[index]?.numeric ? text : harmless(text)));
  return [columns.map(({ name }) => harmless(name)), ...rows.map(cells)].map((row) => row.map(quoted).join(','));
}

/** What `--json` prints. */
export function resultDocument({ columns, rows }: QueryResult) {
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]?.json ?? null]))),
  };
}

/** Spreadsheets pass over white space before a formula, and take the full-width signs too. */
function harmless(text: string): string {
  return /^(?:[\t\r]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/.test(text) ? `'${text}` : text;
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
