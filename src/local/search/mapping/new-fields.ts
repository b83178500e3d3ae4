/** Stands in for the mapping update that a document asks for: the fields that it brings, each with one definition. */
import type { Json } from '../json.ts';
import { illegalArgument } from '../search-error.ts';
import { splitFieldName } from './field-names.ts';
import { isObjectDefinition, type Mapping, mergeMapping } from './mapping.ts';

/** The fields of one document that its index does not know yet. */
export interface NewFields {
  add(path: string, definition: Json): void;
  /** The mapping with them, or the given one where there are none; illegal_argument_exception where one path got two types. */
  mergeInto(mapping: Mapping): Mapping;
}

/** None yet. */
export function createNewFields(): NewFields {
  const found: (readonly [string, Json])[] = [];
  return {
    add: (path, definition) => found.push([path, definition]),
    mergeInto(mapping) {
      if (found.length === 0) return mapping;
      const additions = new Map<string, Json>();
      for (const [written, definition] of found) {
        const path = splitFieldName(written).join('.');
        const first = additions.get(path);
        if (first) refuseChange(path, first, definition);
        else additions.set(path, definition);
      }
      return mergeMapping(mapping, { properties: Object.fromEntries(additions) });
    },
  };
}

/** One document cannot give a new field two types: OpenSearch refuses even a long beside a float. */
function refuseChange(path: string, first: Json, second: Json): void {
  if (isObjectDefinition(first) !== isObjectDefinition(second))
    throw illegalArgument(`can't merge a non object mapping [${path}] with an object mapping`);
  for (const key of ['type', 'format']) {
    if (first[key] === second[key]) continue;
    throw illegalArgument(
      `mapper [${path}] cannot be changed from ${key} [${String(first[key])}] to [${String(second[key])}]`,
    );
  }
}
