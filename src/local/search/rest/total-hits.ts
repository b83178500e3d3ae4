/** Stands in for `rest_total_hits_as_int`: a search's answer with plain numbers of hits, as Elasticsearch 6 gave them. */
import { isObject, type Json } from '../json.ts';

/** The answer with every `total` of hits as a number, those of `top_hits` too; -1 where hits were not counted. */
export function totalsAsNumbers(answer: Json): Json {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [name, name === 'hits' ? counted(value) : below(value)]),
  );
}

function below(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(below);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, isHits(child) ? counted(child) : below(child)]),
  );
}

/** The hits of `top_hits`, which are always counted; a sub-aggregation may be called `hits` as well. */
function isHits(value: unknown): boolean {
  return isObject(value) && isObject(value['total']) && Array.isArray(value['hits']);
}

function counted(hits: unknown): unknown {
  if (!isObject(hits)) return hits;
  const { total, ...rest } = hits;
  return { total: isObject(total) ? total['value'] : -1, ...rest };
}
