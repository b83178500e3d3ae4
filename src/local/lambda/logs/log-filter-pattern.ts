/**
 * The filter patterns of CloudWatch Logs: terms, `{ JSON }` and `[space, delimited]` (Logs guide, "Filter pattern syntax").
 * A pattern is read once; a line is tested in time in proportion to line times pattern.
 */
import { AwsError } from '../../errors.ts';
import { unquoted } from './filters/comparison.ts';
import { compileDelimitedFilter } from './filters/delimited-filter.ts';
import { invalidPattern, unclosedPattern } from './filters/invalid-pattern.ts';
import { compileJsonFilter } from './filters/json-filter.ts';
import { compileLogRegex } from './filters/log-regex.ts';

/** CloudWatch Logs API reference, FilterLogEvents. */
const MAX_PATTERN = 1024;
const TERM = /\s*([-?]?)("(?:\\[\s\S]|[^"\\])*"|%(?:\\[\s\S]|[^%\\])+%|\S+)\s*/y;

/** A test of a line. Throws InvalidParameterException for what is no pattern. */
export function filterPattern(pattern: string): (message: string) => boolean {
  if (pattern.length > MAX_PATTERN) {
    throw new AwsError(
      'InvalidParameterException',
      `1 validation error detected: Value at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to ${MAX_PATTERN}`,
    );
  }
  const text = pattern.trim();
  if (text.startsWith('{')) return compileJsonFilter(between(text, '{', '}'));
  if (text.startsWith('[')) return compileDelimitedFilter(between(text, '[', ']'));
  return compileTerms(text);
}

function between(text: string, open: string, close: string): string {
  if (!text.endsWith(close)) throw unclosedPattern(open, close);
  return text.slice(1, -1);
}

/** Every term must be in the line, `-term` must not, of `?a ?b` one must; case counts. */
function compileTerms(text: string): (message: string) => boolean {
  const needed: ((message: string) => boolean)[] = [];
  const forbidden: typeof needed = [];
  const either: typeof needed = [];
  const term = new RegExp(TERM.source, TERM.flags);
  while (term.lastIndex < text.length) {
    const [, sign = '', written = ''] = term.exec(text) ?? [];
    (sign === '-' ? forbidden : sign === '?' ? either : needed).push(compileTerm(written));
  }
  return (message) =>
    needed.every((test) => test(message)) &&
    !forbidden.some((test) => test(message)) &&
    (either.length === 0 || needed.length > 0 || either.some((test) => test(message)));
}

/** What has other characters than letters, digits and underscores stands in quotes. */
function compileTerm(written: string): (message: string) => boolean {
  if (/^%.+%$/.test(written)) return compileLogRegex(written.slice(1, -1));
  const quoted = written.length > 2 && written.startsWith('"') && written.endsWith('"');
  if (!quoted && !/^\w+$/.test(written)) throw invalidPattern(`Invalid character(s) in term '${written}'`);
  const wanted = quoted ? unquoted(written) : written;
  return (message) => message.includes(wanted);
}
