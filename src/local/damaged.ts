import { UsageError } from './errors.ts';

/** A file of a data folder that is not as a stack left it: which, what is wrong, and what to do, also `otherwise`. */
export function damaged(file: string, what: string, otherwise?: string): UsageError {
  const remedies = ['put it back from a copy of the folder', ...(otherwise === undefined ? [] : [otherwise])];
  return new UsageError(`${file} ${what}: ${remedies.join(', ')}, or start over with --reset.`);
}
