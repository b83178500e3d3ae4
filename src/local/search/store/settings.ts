/**
 * Stands in for an index's settings: kept and shown, as text, and without effect but `max_result_window`.
 * Analysis settings are refused, for they would change what a search finds.
 */
import { isObject, type Json } from '../json.ts';
import { notDone } from '../search-error.ts';

/** Settings as one flat object of texts, `{"index": {"number_of_shards": 1}}` becoming `number_of_shards: "1"`. */
export function flatSettings(value: unknown): Record<string, string> {
  const flat: Record<string, string> = {};
  const visit = (path: string, item: unknown) => {
    if (isObject(item))
      for (const [key, child] of Object.entries(item)) visit(path === '' ? key : `${path}.${key}`, child);
    else if (item !== null && item !== undefined) {
      const name = path.replace(/^index\./, '');
      if (name.startsWith('analysis.')) throw notDone(`index setting [index.${name}]`);
      flat[name] = Array.isArray(item) ? JSON.stringify(item) : String(item);
    }
  };
  visit('', value);
  return flat;
}

/** Settings as `GET _settings` nests them. */
export function nestedSettings(flat: Json): Json {
  const nested: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(flat)) {
    let target = nested;
    const parts = path.split('.');
    for (const part of parts.slice(0, -1)) {
      const inner: Record<string, unknown> = { ...(isObject(target[part]) ? target[part] : {}) };
      target[part] = inner;
      target = inner;
    }
    target[parts.at(-1) ?? path] = value;
  }
  return nested;
}
