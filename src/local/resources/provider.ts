/**
 * Stands in for CloudFormation's resource providers: how one type is read, made, changed and removed.
 * It knows no stabilisation: an engine's call has happened when it returns.
 */

import { isObject } from '../../domain/is-object.ts';
import { type MapOf, mapNode, type Value } from '../template/nodes.ts';
import { fromJson, type Json, type JsonObject, toJson } from '../template/plain.ts';
import type { Engines } from './engines.ts';
import {
  accepted,
  type Effect,
  type Property,
  type PropertyTable,
  type Reader,
  readTable,
  type Values,
} from './shapes.ts';

/** What a resource knows of the stack it belongs to. */
export interface ResourceContext {
  readonly logicalId: string;
  readonly stackName: string;
  readonly stackId: string;
  readonly region: string;
  readonly accountId: string;
  /** The absolute folder of the template, against which CodeUri is resolved. */
  readonly folder: string;
  readonly metadata: JsonObject;
  readonly engines: Engines;
  /** The name that CloudFormation would make up: the same for the same stack and logical id. */
  generatedName(limit: number, letters?: 'lower case'): string;
}

/** What Ref and GetAtt give. */
export interface Described {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

interface Behaviour<Properties> {
  /** Makes the resource and gives the name under which it will be found again. */
  create(properties: Properties, context: ResourceContext): Promise<string> | string;
  /** Changes it in place; called only when no property whose change means replacement differs. */
  update(physicalId: string, properties: Properties, context: ResourceContext, previous: Properties): unknown;
  /** Removes it; removing what is gone already is no error. */
  delete(physicalId: string, context: ResourceContext, properties: Properties): unknown;
  /** Begins what takes long and can be done before the resource's turn comes, with what is known so far. */
  prepare?(properties: Properties, context: ResourceContext): void;
  /** Asked again after every start, since ports may change. */
  describe(physicalId: string, properties: Properties, context: ResourceContext): Described;
  /** False for what was deleted behind the stack's back, through the API; without it the resource is taken to be there. */
  exists?(physicalId: string, context: ResourceContext): Promise<boolean> | boolean;
  /** What would be lost with the resource, in words ("12 messages"); undefined when nothing would be. */
  dataOf?(
    physicalId: string,
    context: ResourceContext,
    properties: Properties,
  ): Promise<string | undefined> | string | undefined;
}

interface Definition<T extends PropertyTable> extends Behaviour<Values<T>> {
  readonly type: string;
  /** The type that CloudFormation's API shows, where SAM's differs. */
  readonly apiType?: string;
  /** `accepted`: the whole type is taken and has no effect. */
  readonly effect?: Effect;
  readonly table: T;
  /** What GetAtt may ask for. */
  readonly attributes?: readonly string[];
  /** True when the folder and Metadata matter: code changes place with its template. */
  readonly usesFolder?: boolean;
}

/** A resource type as the deployment handles it: its properties are JSON. */
export interface ResourceProvider extends Behaviour<JsonObject> {
  readonly type: string;
  readonly apiType: string;
  readonly effect: Effect;
  readonly table: PropertyTable;
  readonly attributes: readonly string[];
  readonly usesFolder: boolean;
  /** Reads the properties of a template; what is not known yet is left out. Throws UsageError with file and line. */
  read(properties: MapOf<Value>, reader: Reader): JsonObject;
}

const nowhere = { file: '(state)', line: 1 };

/** Makes a provider of a definition whose functions are typed by its table. */
export function defineResource<T extends PropertyTable>(definition: Definition<T>): ResourceProvider {
  const { table, dataOf, prepare, exists } = definition;
  const typed = (properties: JsonObject): Values<T> => {
    const value = fromJson(properties, nowhere);
    const reader: Reader = { subject: definition.type, path: '', ignored: () => {} };
    return readTable(table, value.kind === 'map' ? value : mapNode<Value>([], nowhere), reader);
  };
  return {
    type: definition.type,
    apiType: definition.apiType ?? definition.type,
    effect: definition.effect ?? 'performed',
    table,
    attributes: definition.attributes ?? [],
    usesFolder: definition.usesFolder ?? false,
    read(properties, reader) {
      const values = readTable(table, properties, reader);
      const json = toJson(fromJson(JSON.parse(JSON.stringify(values)), properties.place));
      return isObject(json) ? json : {};
    },
    create: (properties, context) => definition.create(typed(properties), context),
    update: (physicalId, properties, context, previous) =>
      definition.update(physicalId, typed(properties), context, typed(previous)),
    delete: (physicalId, context, properties) => definition.delete(physicalId, context, typed(properties)),
    describe: (physicalId, properties, context) => definition.describe(physicalId, typed(properties), context),
    ...(prepare ? { prepare: (properties, context) => prepare(typed(properties), context) } : {}),
    ...(exists ? { exists } : {}),
    ...(dataOf ? { dataOf: (physicalId, context, properties) => dataOf(physicalId, context, typed(properties)) } : {}),
  };
}

/** A type that is taken whole and has no effect; it only has the name and ARN that others ask for. */
export function acceptWithoutEffect(definition: {
  type: string;
  /** Every property that may stand there. */
  properties: readonly string[];
  /** The property that names it, if any does. */
  named?: string;
  attributes?: readonly string[];
  describe?: (name: string, context: ResourceContext) => Described;
}): ResourceProvider {
  const { type, properties, named, attributes = [], describe } = definition;
  const table = acceptedNames(properties);
  return defineResource({
    type,
    effect: 'accepted',
    table,
    attributes,
    create: (values, context) => {
      const name = named === undefined ? undefined : values[named];
      return typeof name === 'string' ? name : context.generatedName(64);
    },
    update: () => {},
    delete: () => {},
    describe: (physicalId, _values, context) => describe?.(physicalId, context) ?? { ref: physicalId },
  });
}

/** A table of properties that are all taken without effect. */
export function acceptedNames(names: readonly string[]): Record<string, Property<Json, false>> {
  const table: Record<string, Property<Json, false>> = {};
  for (const name of names) table[name] = accepted();
  return table;
}
