import * as v from 'valibot';

/** From when to when orders are meant, by the date that an order carries; epoch milliseconds, `from` inclusive, `to` exclusive. */
export interface OrderWindow {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** A question to the index of checkout events, as `_search` takes it, and how its answer is read. */
export interface Question<Row> {
  request(window: OrderWindow): object;
  /** The rows of an answer's body; none for an index that does not exist yet. Throws ValiError for another shape. */
  read(answer: unknown): Row[];
}

/**
 * Orders counted by their ids, so that an event that was delivered twice counts once: exact up to 40,000 of them in a bucket,
 * estimated to about one percent above (OpenSearch documentation, "Cardinality").
 */
export const orders = { cardinality: { field: 'id.keyword', precision_threshold: 40_000 } };

/** The shape of `orders` in an answer. */
export const Count = v.object({ value: v.number() });

/** A search for aggregations alone, over the orders of a window; an event without an id is no order. */
export function aggregate(window: OrderWindow, aggs: object): object {
  return { size: 0, track_total_hits: false, query: ordersOf(window), aggs };
}

/** The query for the orders of a window. */
export function ordersOf({ from, to }: OrderWindow): object {
  const filter: object[] = [{ exists: { field: 'id' } }];
  if (from !== undefined || to !== undefined) {
    const bounds = { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) };
    filter.push({ range: { date: { ...bounds, format: 'epoch_millis' } } });
  }
  return { bool: { filter } };
}

/** Reads an answer's aggregations; undefined where no index was there to be asked. */
export function aggregationsOf<Shape extends v.GenericSchema>(
  shape: Shape,
  answer: unknown,
): v.InferOutput<Shape> | undefined {
  return v.parse(v.object({ aggregations: v.optional(shape) }), answer).aggregations;
}
