import type { ArchivedEvent } from '../archive/archived-event.ts';
import { isMaskedId } from '../card-data/is-masked-id.ts';
import { redactCardData } from '../card-data/redact-card-data.ts';
import type { RedactionRules } from '../card-data/redaction-rules.ts';
import { type FilterPolicy, matchFilterPolicy } from '../filter-policy/index.ts';
import { isObject } from '../is-object.ts';
import { compactJson } from '../json/compact-json.ts';
import { exactJsonOf, isJsonNumber, numberText } from '../json/parse-exact-json.ts';
import { backfillPrefix } from './search-template.ts';

/** The names of a back-fill. */
export interface BackfillNames {
  /** What `--resume` takes: the time of its beginning. */
  readonly id: string;
  /** `name*` does not match it: nobody sees it while it is filled. */
  readonly index: string;
  /** `name*` matches it. */
  readonly alias: string;
}

/** The names of the back-fill of an index that began at a time, in epoch milliseconds, or that has an id. */
export function backfillNames(indexName: string, began: number | string): BackfillNames {
  const id =
    typeof began === 'string'
      ? began
      : new Date(began).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return { id, index: `${backfillPrefix(indexName)}${id}`, alias: `${indexName}-backfill-${id}` };
}

/** What an archived event is to the search fork. */
export type BackfillDocument =
  | { readonly kind: 'document'; readonly id: string; readonly hasId: boolean; readonly source: string }
  /** The fork's subscription does not take it. */
  | { readonly kind: 'filtered' }
  | { readonly kind: 'unusable'; readonly reason: string };

/** How the fork takes events. */
export interface BackfillRules extends RedactionRules {
  /** The subscription's filter policy; undefined for one that takes every event. */
  readonly policy: FilterPolicy | undefined;
  readonly redact: boolean;
}

/**
 * The document of an archived event, as the fork would index it: filtered and redacted by the fork's own rules, on one line.
 * Its id is the event's, so that an event that is archived twice is one document; an event without one, or with a masked
 * one, which many may have, goes by its SNS message id.
 */
export function backfillDocument(event: ArchivedEvent, { policy, redact, ...rules }: BackfillRules): BackfillDocument {
  const attributes = Object.fromEntries(
    Object.entries(event.attributes).map(([name, { type, value }]) => [name, { DataType: type, StringValue: value }]),
  );
  if (policy !== undefined && !matchFilterPolicy(policy, { body: event.body, attributes }).matched) {
    return { kind: 'filtered' };
  }
  const source = redact ? redactCardData(event.body, rules) : event.body;
  const body = exactJsonOf(source);
  if (!isObject(body) || isJsonNumber(body)) return { kind: 'unusable', reason: NO_OBJECT };
  const own = ownId(body['id']);
  const id = own ?? event.id;
  if (id === undefined) return { kind: 'unusable', reason: 'it has no id' };
  return { kind: 'document', id, hasId: own !== undefined, source: compactJson(source) };
}

/** OpenSearch itself goes no deeper than a thousand levels. */
const NO_OBJECT = 'it is no JSON object, or is nested too deeply';

function ownId(given: unknown): string | undefined {
  const id = isJsonNumber(given) ? numberText(given) : given;
  return typeof id === 'string' && id !== '' && !isMaskedId(id) ? id : undefined;
}
