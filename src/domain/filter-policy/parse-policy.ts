import { messageOf, nameOf } from '../errors.ts';
import { compileCondition } from './compile-condition.ts';
import type { Branch, Condition } from './condition.ts';
import { compareNumbers, isNumber, isPlainObject, parseJsonExactly } from './exact-json.ts';
import { FilterPolicyError, policyError } from './filter-policy-error.ts';
import { isOrRelationship } from './or-relationship.ts';
import { checkExpansion, checkLimits, MAX_POLICY_BYTES } from './policy-limits.ts';

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

/** A policy, checked and compiled; matching reads it only. */
export interface FilterPolicy {
  readonly scope: FilterPolicyScope;
  /** Several with `$or`; none for the empty policy, which every message matches. Paths are the keys joined by dots. */
  readonly branches: readonly Branch[];
  /** Every path of every branch. */
  readonly paths: ReadonlySet<string>;
  /** The paths that lead to one of `paths` without being one. */
  readonly parents: ReadonlySet<string>;
  /** What SNS accepts but its guide advises against, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Checks and compiles the JSON text of a subscription's `FilterPolicy`.
 * `{}` is accepted and matches everything: it is how the guide removes a policy.
 * Throws FilterPolicyError with SNS's own text (SNS guide, filter policy constraints).
 */
export function parseFilterPolicy(text: string, scope: string): FilterPolicy {
  if (scope !== 'MessageAttributes' && scope !== 'MessageBody') {
    throw new FilterPolicyError(
      `FilterPolicyScope: Invalid value [${scope}]. Please use either MessageBody or MessageAttributes`,
    );
  }
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES) {
    throw policyError(
      `Filter policy is ${Buffer.byteLength(text)} bytes long, at most ${MAX_POLICY_BYTES} are allowed`,
    );
  }
  const policy = parseText(text);
  if (!isPlainObject(policy)) throw policyError('Filter is not an object');
  checkExpansion(policy);
  const branches = Object.keys(policy).length === 0 ? [] : parseObject(policy, [new Map()], '', scope);
  checkLimits(policy, branches);
  const paths = new Set(branches.flatMap((branch) => [...branch.keys()]));
  return { scope, branches, paths, parents: parentsOf(paths), warnings: numberWarnings(policy) };
}

function parseText(text: string): unknown {
  try {
    return parseJsonExactly(text);
  } catch (cause) {
    if (nameOf(cause) === 'TypeError') throw cause;
    const token = /^\s*([A-Za-z_$][\w$]*)/.exec(text)?.[1];
    const reason =
      token === undefined
        ? messageOf(cause).replace(/\s+/g, ' ')
        : `Unrecognized token '${token}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`;
    throw policyError(`failed to parse JSON. ${reason}`, cause);
  }
}

type Branches = ReadonlyArray<Map<string, readonly Condition[]>>;

/** Adds an object's keys to every branch; a path that stands twice keeps its last list, as in event-ruler's compiler. */
function parseObject(object: object, given: Branches, prefix: string, scope: FilterPolicyScope): Branches {
  const entries = Object.entries(object);
  if (entries.length === 0) throw policyError('Empty objects are not allowed');
  let branches = given;
  for (const [key, value] of entries) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (key === '$or' && isOrRelationship(value)) {
      const before = branches;
      branches = value.flatMap((alternative) => parseObject(alternative, copy(before), prefix, scope));
    } else if (Array.isArray(value)) {
      if (value.length === 0) throw policyError('Empty arrays are not allowed');
      const conditions = value.map(compileCondition);
      for (const branch of branches) branch.set(path, conditions);
    } else if (isPlainObject(value)) {
      if (scope === 'MessageAttributes') {
        throw new FilterPolicyError('Filter policy scope MessageAttributes does not support nested filter policy');
      }
      branches = parseObject(value, branches, path, scope);
    } else {
      throw policyError(`${JSON.stringify(key)} must be an object or an array`);
    }
  }
  return branches;
}

function copy(branches: Branches): Branches {
  return branches.map((branch) => new Map(branch));
}

function parentsOf(paths: ReadonlySet<string>): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const path of paths) {
    for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) parents.add(path.slice(0, dot));
  }
  return parents;
}

/** SNS guide: numbers lie between -10^9 and 10^9 with five digits after the point. SNS takes others in policies, so none is refused. */
function numberWarnings(value: unknown): string[] {
  if (isNumber(value)) {
    const far = compareNumbers(value, 1e9) > 0 || compareNumbers(value, -1e9) < 0;
    return far ? ['a number lies outside -10^9 to 10^9, the range SNS documents for filter policies'] : [];
  }
  const found = typeof value === 'object' && value !== null ? Object.values(value).flatMap(numberWarnings) : [];
  return [...new Set(found)];
}
