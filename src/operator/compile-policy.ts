import { UsageError } from '../cli/line/errors.ts';
import { type FilterPolicy, FilterPolicyError, parseFilterPolicy } from '../domain/filter-policy/index.ts';

/** Compiles a filter policy. Throws UsageError for one that SNS would refuse, with SNS's reason. */
export function compilePolicy(text: string, scope: string): FilterPolicy {
  try {
    return parseFilterPolicy(text, scope);
  } catch (error) {
    if (error instanceof FilterPolicyError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
