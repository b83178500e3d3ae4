import type { Branch, Condition } from './condition.ts';
import { policyError } from './filter-policy-error.ts';
import { isOrRelationship } from './or-relationship.ts';

/** SNS guide, filter policy constraints: 256 KB of UTF-8, five keys, 150 combinations, 100 points of wildcards. */
export const MAX_POLICY_BYTES = 262_144;
const MAX_KEYS = 5;
const MAX_COMBINATIONS = 150;
const MAX_WILDCARD_POINTS = 100;

/**
 * Refuses a policy whose `$or` make more branches than there may be combinations, or that is nested as deeply: it has that many
 * combinations at least. Asked before it is expanded, which would take as long as there are branches.
 */
export function checkExpansion(policy: object): void {
  if (branchCount(policy, 1) > MAX_COMBINATIONS) throw policyError('Filter policy is too complex');
}

function branchCount(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (depth > MAX_COMBINATIONS) return Number.POSITIVE_INFINITY;
  let product = 1;
  for (const [key, member] of Object.entries(value)) {
    const isOr = key === '$or' && isOrRelationship(member);
    const counts = isOr ? member.map((each) => branchCount(each, depth)) : [branchCount(member, depth + 1)];
    product *= counts.reduce((sum, count) => sum + count, 0);
  }
  return product;
}

/** Refuses a policy that breaks one of SNS's limits with a FilterPolicyError. */
export function checkLimits(policy: object, branches: readonly Branch[]): void {
  const lists = new Map<string, readonly Condition[]>();
  for (const branch of branches) for (const [path, conditions] of branch) lists.set(path, conditions);
  // The guide has counted leaf keys and parent keys in different years; a policy within both is safe on either.
  if (lists.size > MAX_KEYS || Object.keys(policy).length > MAX_KEYS) {
    throw policyError('Filter policy can not have more than 5 keys');
  }
  const points = [...lists.values()].reduce((sum, conditions) => sum + wildcardComplexity(conditions), 0);
  if (combinations(policy, 1) > MAX_COMBINATIONS || points > MAX_WILDCARD_POINTS) {
    throw policyError('Filter policy is too complex');
  }
}

/** The product over the keys of values times nesting depth; the branches of an OR add up. */
function combinations(object: object, depth: number): number {
  let product = 1;
  for (const [key, value] of Object.entries(object)) {
    if (key === '$or' && isOrRelationship(value)) {
      product *= value.reduce((sum: number, alternative) => sum + combinations(alternative, depth), 0);
    } else if (Array.isArray(value)) {
      product *= value.length * depth;
    } else {
      product *= combinations(value, depth + 1);
    }
  }
  return product;
}

/** Sum of the patterns' points, times their number; keys without a wildcard are free. */
function wildcardComplexity(conditions: readonly Condition[]): number {
  if (!conditions.some(({ wildcard }) => wildcard)) return 0;
  const patterns = conditions.filter(({ points }) => points > 0);
  return patterns.reduce((sum, { points }) => sum + points, 0) * patterns.length;
}
