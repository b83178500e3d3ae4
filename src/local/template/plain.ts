/**
 * Stands in for the JSON that CloudFormation hands to a resource once every function is evaluated.
 * A value that is still unknown has no JSON.
 */
import { type Place, scalar, type Value } from './nodes.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** The JSON of a value; undefined for nothing, and for what is unknown anywhere in it. */
export function toJson(value: Value): Json | undefined {
  switch (value.kind) {
    case 'scalar':
      return value.value;
    case 'list': {
      const items: Json[] = [];
      for (const item of value.items) {
        const json = toJson(item);
        if (json === undefined) return undefined;
        items.push(json);
      }
      return items;
    }
    case 'map': {
      const entries: [string, Json][] = [];
      for (const [name, { node }] of value.entries) {
        const json = toJson(node);
        if (json === undefined) return undefined;
        entries.push([name, json]);
      }
      return Object.fromEntries(entries);
    }
    default:
      return undefined;
  }
}

/** JSON as a value that stands at one place; null is nothing. */
export function fromJson(json: unknown, place: Place): Value {
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') return scalar(json, place);
  if (Array.isArray(json)) return { kind: 'list', items: json.map((item) => fromJson(item, place)), place };
  if (typeof json !== 'object' || json === null) return { kind: 'nothing', place };
  const entries = Object.entries(json).map(([name, child]) => [name, { place, node: fromJson(child, place) }] as const);
  return { kind: 'map', entries: new Map(entries), place };
}

/** True when anything in the value is only known during the deployment. */
export function hasUnknown(value: Value): boolean {
  if (value.kind === 'unknown') return true;
  if (value.kind === 'list') return value.items.some(hasUnknown);
  return value.kind === 'map' && [...value.entries.values()].some(({ node }) => hasUnknown(node));
}
