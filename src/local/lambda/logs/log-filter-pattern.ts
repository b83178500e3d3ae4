/**
 * The filter patterns of CloudWatch Logs for unstructured lines (Logs guide, "Filter pattern syntax").
 * JSON and space-delimited patterns are refused by name.
 */
import { AwsError } from '../../errors.ts';

/** A test of a line: every term must be in it, `-term` must not, of `?a ?b` one must; case counts. */
export function filterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (/^[{[%]/.test(text)) {
    throw new AwsError(
      'InvalidParameterException',
      `The local stack filters by terms only, not by the pattern ${text}`,
    );
  }
  const needed: string[] = [];
  const forbidden: string[] = [];
  const either: string[] = [];
  for (const [, sign = '', quoted, plain = ''] of text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)) {
    const term = quoted === undefined ? plain : quoted.replaceAll(/\\(.)/g, '$1');
    (sign === '-' ? forbidden : sign === '?' ? either : needed).push(term);
  }
  return (message) =>
    needed.every((term) => message.includes(term)) &&
    !forbidden.some((term) => message.includes(term)) &&
    (either.length === 0 || needed.length > 0 || either.some((term) => message.includes(term)));
}
