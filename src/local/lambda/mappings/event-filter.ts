/**
 * FilterCriteria of an SQS mapping (Lambda guide, "Using event filtering with an Amazon SQS event source").
 * Filters on `body` only; patterns are checked and matched as SNS filter policies over a message body are, with their limits.
 */

import * as v from 'valibot';
import { FilterPolicyError, matchFilterPolicy, parseFilterPolicy } from '../../../domain/filter-policy/index.ts';
import { isObject } from '../../../domain/is-object.ts';
import { parseJson } from '../../../domain/json/parse-json.ts';
import { AwsError } from '../../errors.ts';

const criteriaSchema = v.object({ Filters: v.optional(v.array(v.object({ Pattern: v.string() }))) });
const patternSchema = v.strictObject({ body: v.union([v.array(v.unknown()), v.record(v.string(), v.unknown())]) });

/** A mapping may have five filters, each of at most 4,096 characters (Lambda guide, "Event filtering basics"). */
const MAX_FILTERS = 5;
const MAX_PATTERN_CHARACTERS = 4096;

export type EventFilter = (body: string) => boolean;

/** True for the bodies that at least one filter lets through; undefined when there is no filter. Throws AwsError. */
export function parseFilterCriteria(criteria: object | undefined): EventFilter | undefined {
  if (criteria === undefined) return undefined;
  const parsed = v.safeParse(criteriaSchema, criteria);
  if (!parsed.success) throw invalid('Invalid filter pattern definition.');
  const filters = parsed.output.Filters ?? [];
  if (filters.length > MAX_FILTERS)
    throw invalid(`FilterCriteria has ${filters.length} filters; at most ${MAX_FILTERS} are allowed.`);
  const matchers = filters.map(({ Pattern }) => parsePattern(Pattern));
  return matchers.length === 0 ? undefined : (body) => matchers.some((matches) => matches(body));
}

function parsePattern(text: string): EventFilter {
  if (text.length > MAX_PATTERN_CHARACTERS)
    throw invalid(`A filter pattern has ${text.length} characters; at most ${MAX_PATTERN_CHARACTERS} are allowed.`);
  const json = parseJson(text);
  const pattern = v.safeParse(patternSchema, json);
  if (!pattern.success) {
    const other =
      typeof json === 'object' && json !== null ? Object.keys(json).find((key) => key !== 'body') : undefined;
    if (other === undefined || isMalformed(json)) throw invalid('Invalid filter pattern definition.');
    throw invalid(`The local stack filters on body only, not on ${other}.`);
  }
  const { body } = pattern.output;
  try {
    // A plain body is compared as a text under a key of its own; a JSON body has the pattern's keys.
    if (Array.isArray(body)) {
      const policy = parseFilterPolicy(JSON.stringify({ body }), 'MessageBody');
      return (message) =>
        !isJsonObject(message) &&
        matchFilterPolicy(policy, { body: JSON.stringify({ body: message }), attributes: {} }).matched;
    }
    const policy = parseFilterPolicy(JSON.stringify(body), 'MessageBody');
    return (message) => isJsonObject(message) && matchFilterPolicy(policy, { body: message, attributes: {} }).matched;
  } catch (cause) {
    if (cause instanceof FilterPolicyError)
      throw new AwsError('InvalidParameterValueException', 'Invalid filter pattern definition.', { cause });
    throw cause;
  }
}

/** A leaf that is no list, or an empty one. */
function isMalformed(json: unknown): boolean {
  if (Array.isArray(json)) return json.length === 0;
  return typeof json !== 'object' || json === null || Object.values(json).some(isMalformed);
}

function isJsonObject(text: string): boolean {
  return isObject(parseJson(text));
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
