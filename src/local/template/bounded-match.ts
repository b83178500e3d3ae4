/**
 * Matches patterns that others wrote, within a stated time. JavaScript's expressions have all of Java's lookarounds, which no
 * expression that is matched in linear time has, and may try more ways than there is time for.
 */
import { runInNewContext } from 'node:vm';
import { codeOf, nameOf } from '../../domain/errors.ts';

/** A pattern that is worth writing is matched in less than a millisecond. */
const LIMIT_MS = 500;

/** Whether a text matches a pattern; `endless` when that is not known in time, `unreadable` for no pattern. */
export function boundedMatch(pattern: string, text: string): boolean | 'endless' | 'unreadable' {
  try {
    const matched: unknown = runInNewContext(
      'new RegExp(pattern, "u").test(text)',
      { pattern, text },
      { timeout: LIMIT_MS },
    );
    return matched === true;
  } catch (error) {
    if (codeOf(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'endless';
    if (nameOf(error) === 'SyntaxError') return 'unreadable';
    throw error;
  }
}
