import { type FilterPolicy, FilterPolicyError, parseFilterPolicy } from '../domain/filter-policy/index.ts';
import { RequestError } from './errors.ts';

/** Compiles a filter policy. Throws RequestError for one that SNS would refuse, with SNS's reason. */
export function compilePolicy(text: string, scope: string): FilterPolicy {
  try {
    return parseFilterPolicy(text, scope);
  } catch (error) {
    if (error instanceof FilterPolicyError) throw new RequestError(error.message, { cause: error });
    throw error;
  }
}
