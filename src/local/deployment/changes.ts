/**
 * Stands in for CloudFormation's comparison of a resource with what is deployed (Template Reference, update behaviors).
 * "Some interruptions" counts as in place: nothing is interrupted locally.
 */

import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../domain/is-object.ts';
import type { ResourceProvider } from '../resources/provider.ts';
import type { PropertyTable } from '../resources/shapes.ts';
import type { Evaluated } from './open-stack.ts';
import type { StoredResource } from './stack-store.ts';

/** What has to happen to a resource, and the properties that are the reason. */
export interface Change {
  readonly action: 'create' | 'keep' | 'update' | 'replace';
  readonly reasons: readonly string[];
}

/** Compares a resource with the one deployed; a property not known yet counts as changed. */
export function compare(
  prior: StoredResource | undefined,
  provider: ResourceProvider,
  evaluated: Evaluated,
  folder: string,
): Change {
  if (!prior) return { action: 'create', reasons: [] };
  if (prior.type !== provider.type) return { action: 'replace', reasons: [`its type was ${prior.type}`] };
  const changed: string[] = [];
  const replaced: string[] = [];
  collect(provider.table, prior.properties, evaluated.properties, '', { changed, replaced });
  for (const name of evaluated.unknown) {
    changed.push(name);
    if (provider.table[name]?.replaces) replaced.push(name);
  }
  if (replaced.length > 0) return { action: 'replace', reasons: [...new Set(replaced)] };
  if (provider.usesFolder && !isDeepStrictEqual(prior.metadata, evaluated.metadata)) changed.push('Metadata');
  if (provider.usesFolder && prior.folder !== folder) changed.push('the folder of the template');
  return changed.length === 0 ? { action: 'keep', reasons: [] } : { action: 'update', reasons: [...new Set(changed)] };
}

function collect(
  table: PropertyTable,
  before: object,
  after: object,
  path: string,
  found: { changed: string[]; replaced: string[] },
): void {
  const old = new Map<string, unknown>(Object.entries(before));
  const present = new Map<string, unknown>(Object.entries(after));
  for (const name of new Set([...old.keys(), ...present.keys()])) {
    const a = old.get(name);
    const b = present.get(name);
    if (isDeepStrictEqual(a, b)) continue;
    found.changed.push(path + name);
    const property = table[name];
    if (property?.replaces) found.replaced.push(path + name);
    else if (property?.shape.table && isObject(a) && isObject(b))
      collect(property.shape.table, a, b, `${path}${name}.`, found);
  }
}
