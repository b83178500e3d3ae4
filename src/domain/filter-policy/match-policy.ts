import type { Branch, Condition } from './condition.ts';
import type { Scalar } from './exact-json.ts';
import type { FilterableMessage } from './filterable-message.ts';
import { attributeValues, bodyValues, type MessageValues } from './message-values.ts';
import type { FilterPolicy } from './parse-policy.ts';

/** What decided at one key: the condition that held, or every condition of the key when none did. */
export interface Decision {
  /** The key; nested keys joined by dots. */
  readonly path: string;
  readonly operator: string;
  /** The condition, or the key's whole list, as JSON text. */
  readonly condition: string;
  /** The values that the message has at the key: those that satisfied the condition, or all of them; empty when it has none. */
  readonly seen: readonly Scalar[];
}

/** Why a message did not get as far as its values. */
export type Obstacle = 'body-is-no-json-object' | 'no-attributes' | 'attribute-is-no-json-array';

export interface FilterMatch {
  readonly matched: boolean;
  /** Matched: a decision for each key of the branch that held. Not matched: the first key that failed, of each branch. */
  readonly decisions: readonly Decision[];
  readonly obstacle?: Obstacle;
}

/** Tells whether SNS would deliver the message to a subscription with this policy, and which clause decides it. Never throws. */
export function matchFilterPolicy(policy: FilterPolicy, message: FilterableMessage): FilterMatch {
  if (policy.branches.length === 0) return { matched: true, decisions: [] };
  const values = readValues(policy, message);
  if (typeof values === 'string') return { matched: false, decisions: [], obstacle: values };
  const failures: Decision[] = [];
  for (const branch of policy.branches) {
    const { held, failed } = matchBranch(branch, values);
    if (failed === undefined) return { matched: true, decisions: held };
    failures.push(failed);
  }
  return { matched: false, decisions: failures };
}

function readValues(policy: FilterPolicy, { body, attributes = {} }: FilterableMessage): MessageValues | Obstacle {
  if (policy.scope === 'MessageBody') return bodyValues(body, policy) ?? 'body-is-no-json-object';
  // SNS guide, monitoring: a message without attributes is filtered out by any policy, `exists: false` included.
  if (Object.keys(attributes).length === 0) return 'no-attributes';
  return attributeValues(attributes, policy) ?? 'attribute-is-no-json-array';
}

function matchBranch(branch: Branch, values: MessageValues): { held: Decision[]; failed?: Decision } {
  const held: Decision[] = [];
  for (const [path, conditions] of branch) {
    const decision = matchKey(path, conditions, values.get(path) ?? []);
    if (decision === undefined) return { held, failed: failure(path, conditions, values.get(path) ?? []) };
    held.push(decision);
  }
  return { held };
}

function matchKey(path: string, conditions: readonly Condition[], seen: readonly Scalar[]): Decision | undefined {
  for (const { operator, text, test, absent } of conditions) {
    if (absent) {
      if (seen.length === 0) return { path, operator, condition: text, seen };
      continue;
    }
    for (const value of seen) if (test(value)) return { path, operator, condition: text, seen: [value] };
  }
  return undefined;
}

function failure(path: string, conditions: readonly Condition[], seen: readonly Scalar[]): Decision {
  const operators = new Set(conditions.map(({ operator }) => operator));
  const texts = conditions.map(({ text }) => text);
  return { path, operator: [...operators].join(', '), condition: `[${texts.join(',')}]`, seen };
}
