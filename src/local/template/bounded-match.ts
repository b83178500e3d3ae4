/**
 * Matches patterns that others wrote, within a stated time. JavaScript's expressions have all of Java's lookarounds, which no
 * expression that is matched in linear time has, and may try more ways than there is time for.
 */
import { runInNewContext } from 'node:vm';
import { codeOf, nameOf } from '../../domain/errors.ts';

/** A pattern that is worth writing is matched in less than a millisecond. */
const MAX_MATCH_MS = 500;
/** However busy the machine is, nobody waits longer than about this for one pattern. */
const MAX_WAIT_MS = 32_000;

/** How long a match may take, and the processor time that this thread has had. */
interface Bound {
  readonly maxMs: number;
  readonly spentMs: () => number;
}

const ownBound: Bound = {
  maxMs: MAX_MATCH_MS,
  spentMs: () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  },
};

/**
 * Whether a text matches a pattern; `endless` when that is not known in time, `unreadable` for no pattern.
 * The time is that of the processor: a match that a busy machine kept waiting is tried again with twice as long.
 */
export function boundedMatch(
  pattern: string,
  text: string,
  { maxMs, spentMs }: Bound = ownBound,
): boolean | 'endless' | 'unreadable' {
  for (let timeout = maxMs; ; timeout *= 2) {
    const before = spentMs();
    const matched = matchWithin(pattern, text, timeout);
    if (matched !== 'endless' || spentMs() - before >= maxMs / 2 || timeout >= MAX_WAIT_MS) return matched;
  }
}

function matchWithin(pattern: string, text: string, timeout: number): boolean | 'endless' | 'unreadable' {
  try {
    return runInNewContext('new RegExp(pattern, "u").test(text)', { pattern, text }, { timeout }) === true;
  } catch (error) {
    if (codeOf(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'endless';
    if (nameOf(error) === 'SyntaxError') return 'unreadable';
    throw error;
  }
}
