/**
 * The filter policies of an SNS subscription: checked, compiled and matched as AWS does, without AWS.
 *
 * Rules: SNS guide, "Amazon SNS subscription filter policies" and the pages below it (string, numeric and key matching,
 * AND/OR logic, filter policy constraints); where those are silent, the open-source event-ruler that SNS's own error texts come from.
 *
 * @example
 * const policy = parseFilterPolicy('{"amount":[{"numeric":[">=",100]}]}', 'MessageAttributes');
 * const result = matchFilterPolicy(policy, { body: '', attributes: { amount: { DataType: 'Number', StringValue: '120' } } });
 * explainFilterMatch(result); // 'matches: amount 120 satisfies {"numeric":[">=",100]}'
 */
export { scalarText } from './exact-json.ts';
export { explainFilterMatch } from './explain-match.ts';
export { FilterPolicyError } from './filter-policy-error.ts';
export type { FilterableMessage } from './filterable-message.ts';
export { matchFilterPolicy } from './match-policy.ts';
export type { FilterPolicy } from './parse-policy.ts';
export { parseFilterPolicy } from './parse-policy.ts';
