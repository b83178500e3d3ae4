import { type Scalar, scalarText } from './exact-json.ts';
import type { Decision, FilterMatch, Obstacle } from './match-policy.ts';

/** One sentence: whether the message matched, and the clause and value that decided. */
export function explainFilterMatch({ matched, decisions, obstacle }: FilterMatch): string {
  if (obstacle !== undefined) return `does not match: ${obstacles[obstacle]}`;
  if (matched && decisions.length === 0) return 'matches: the policy is empty';
  if (matched) return `matches: ${decisions.map(describeHeld).join(' and ')}`;
  return `does not match: ${decisions.map(describeFailed).join('; ')}`;
}

const obstacles: Readonly<Record<Obstacle, string>> = {
  'body-is-no-json-object': 'the body is not a JSON object',
  'no-attributes': 'the message has no attributes',
  'attribute-is-no-json-array': 'a String.Array attribute that the policy names is not a JSON array of plain values',
};

function describeHeld({ path, condition, seen }: Decision): string {
  return seen.length === 0 ? `${path} is absent, as ${condition} asks` : `${path} ${list(seen)} satisfies ${condition}`;
}

function describeFailed({ path, condition, seen }: Decision): string {
  return seen.length === 0
    ? `${path} is absent, the policy asks for ${condition}`
    : `${path} ${list(seen)} satisfies none of ${condition}`;
}

/** A body can hold thousands of values at one path; a sentence holds five. */
function list(values: readonly Scalar[]): string {
  const shown = values.slice(0, 5).map(scalarText).join(', ');
  return values.length > 5 ? `${shown} and ${values.length - 5} more` : shown;
}
