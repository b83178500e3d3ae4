/** A filter policy that SNS refuses; the message is AWS's own text, without the prefix that each operation puts before it. */
export class FilterPolicyError extends Error {
  override readonly name = 'FilterPolicyError';
}

/** The error SNS answers for a policy whose content is wrong: all but two of its texts begin with the attribute's name. */
export function policyError(text: string, cause?: unknown): FilterPolicyError {
  return new FilterPolicyError(`FilterPolicy: ${text}`, cause === undefined ? {} : { cause });
}
