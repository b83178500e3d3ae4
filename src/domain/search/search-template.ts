/** The index template of checkout events: what a search domain should know of them before the first one arrives. */

/** A JSON object, as OpenSearch's `_index_template` API takes it. */
export type IndexTemplate = Readonly<Record<string, unknown>>;

/** As dynamic mapping makes a string: any query written for it keeps working. */
const text = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } };

/**
 * Ids are strings with some publishers and integers with others; the field must take both, and be found as text, whole or in
 * part. Events are counted by their ids, so that long ones are kept too: Lucene takes 32,766 bytes, which are 8,191 characters at least.
 */
const id = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 8191 } } };

/**
 * A whole number, or 450.00: without a template the first event would decide which, and change or refuse the others. What is
 * none stays in the document's source and is not found by this field, where it would refuse the whole document otherwise.
 */
const number = { type: 'double', ignore_malformed: true };

const date = { type: 'date', ignore_malformed: true };

/**
 * The template for an index, its rotations (`name`, `name-*`) and its back-fills: a superset of the dynamic mapping, in which
 * numbers are exact to 15 digits whatever the first event says, and no text is taken for a date: `2024-01` in the first event
 * would refuse `ABC` in the next. Truth values are text, for OpenSearch ignores no malformed ones. One replica, as a domain of several nodes wants it, unless
 * `replicas` says otherwise. Rules: OpenSearch documentation, "Index templates" and "Dynamic mapping".
 */
export function searchTemplate(indexName: string, { replicas = 1 }: { replicas?: number } = {}): IndexTemplate {
  return {
    index_patterns: [indexName, `${indexName}-*`, `${backfillPrefix(indexName)}*`],
    priority: 100,
    template: {
      settings: { index: { number_of_shards: 1, number_of_replicas: replicas } },
      mappings: {
        date_detection: false,
        numeric_detection: false,
        dynamic_templates: [
          // An id anywhere else in an event is treated like those below; OpenSearch takes one pattern each. Names differ:
          // where it merges mappings, the last template of a name counts.
          ...Object.entries({ id: 'id', hyphen_id: '*-id', underscore_id: '*_id', product: 'product' }).flatMap(
            ([name, match]) =>
              ['long', 'double'].map((kind) => ({
                [`${name}_${kind}_as_text`]: { match, match_mapping_type: kind, mapping: id },
              })),
          ),
          // A document with 100 in one element of a list and 12.5 in another is refused unless both are of one type.
          ...['long', 'double'].map((kind) => ({
            [`numbers_${kind}`]: { match: '*', match_mapping_type: kind, mapping: number },
          })),
          { booleans_as_text: { match: '*', match_mapping_type: 'boolean', mapping: text } },
        ],
        properties: {
          id,
          date,
          status: text,
          customer: { properties: { id, name: text, email: text } },
          payment: { properties: { id, amount: number, currency: text, method: text, 'card-network': text } },
          shipping: { properties: { id, time: number, unit: text, method: text } },
          items: {
            properties: { id, product: id, name: text, quantity: number, price: number, subtotal: number },
          },
        },
      },
    },
  };
}

/** What the names of an index's back-fills begin with: `name*` does not match them. */
export function backfillPrefix(indexName: string): string {
  return `backfill-${indexName}-`;
}
