/** The index template of checkout events: what a search domain should know of them before the first one arrives. */

/** A JSON object, as OpenSearch's `_index_template` API takes it. */
export type IndexTemplate = Readonly<Record<string, unknown>>;

/** As dynamic mapping makes a string: any query written for it keeps working. */
const text = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } };

/** Ids are strings with some publishers and integers with others; the field must take both, and be found as text, whole or in part. */
const id = text;

/** A whole number, or 450.00: without a template the first event would decide which, and refuse the others. */
const amount = { type: 'double' };

/**
 * The template for an index and its rotations (`name`, `name-*`): a superset of the dynamic mapping, in which amounts are exact to
 * 15 digits whatever the first event says. One replica, as a domain of several nodes wants it, unless `replicas` says otherwise.
 * Rules: OpenSearch documentation, "Index templates" and "Dynamic mapping".
 */
export function searchTemplate(indexName: string, { replicas = 1 }: { replicas?: number } = {}): IndexTemplate {
  return {
    index_patterns: [indexName, `${indexName}-*`],
    priority: 100,
    template: {
      settings: { index: { number_of_shards: 1, number_of_replicas: replicas } },
      mappings: {
        dynamic_templates: [
          // An id or an amount anywhere else in an event is treated like those below; OpenSearch takes one pattern each.
          ...['id', '*-id', '*_id', 'product'].map((match) => ({
            [`${match.replace(/\W/g, '_')}_as_text`]: { match, match_mapping_type: 'long', mapping: id },
          })),
          { numbers: { match: '*', match_mapping_type: 'double', mapping: amount } },
        ],
        properties: {
          id,
          date: { type: 'date' },
          status: text,
          customer: { properties: { id, name: text, email: text } },
          payment: { properties: { id, amount, currency: text, method: text, 'card-network': text } },
          shipping: { properties: { id, time: { type: 'long' }, unit: text, method: text } },
          items: {
            properties: { id, product: id, name: text, quantity: { type: 'long' }, price: amount, subtotal: amount },
          },
        },
      },
    },
  };
}
