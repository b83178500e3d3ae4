/**
 * Stands in for CloudFormation's first look at a stack: parameters, rules, conditions, types, references and order.
 * Nothing is made here, and what only the deployment will know stays unknown.
 */

import { dirname, isAbsolute, join, resolve as resolvePath } from 'node:path';
import { isObject } from '../../domain/is-object.ts';
import { templateProperty } from '../resources/nested-stack.ts';
import type { ResourceProvider } from '../resources/provider.ts';
import { providers } from '../resources/registry.ts';
import { dependencyOrder } from '../template/dependency-order.ts';
import { asMap, asText, type MapOf, type Node, type Place, usageError, type Value } from '../template/nodes.ts';
import { type GivenValues, type Parameter, readParameters } from '../template/parameters.ts';
import { hasUnknown, type JsonObject, toJson } from '../template/plain.ts';
import { resolve, type Scope } from '../template/resolve.ts';
import { checkRules } from '../template/rules.ts';
import type { TemplateFile } from '../template/template-file.ts';
import type { TemplateResource } from '../template/template-resource.ts';
import { createScope, isIncluded, type ResourceLookup, type StackIdentity } from '../template/template-scope.ts';

/** Which template becomes which stack, with which parameter values. */
export interface StackSource {
  /** Absolute. */
  readonly path: string;
  /** As errors name it. */
  readonly file: string;
  readonly given: GivenValues;
  readonly identity: StackIdentity;
  /** Reads each template once, however often the tree of stacks is walked. */
  readonly load: (path: string, file: string) => TemplateFile;
  /** The templates that this one is nested in, outermost first. */
  readonly ancestors: readonly string[];
}

/** A property or a whole type that has no effect locally. */
export interface Ignored {
  readonly type: string;
  readonly property?: string;
}

/** The properties of a resource, as far as they are known. */
export interface Evaluated {
  readonly properties: JsonObject;
  /** As written, with places; for what the properties hand on to a nested stack. */
  readonly values: MapOf<Value>;
  /** Properties that hold something not known yet. */
  readonly unknown: ReadonlySet<string>;
  readonly metadata: JsonObject;
  readonly ignored: readonly Ignored[];
}

/** A resource of the stack; `included` is undefined when only the deployment will know. */
export interface OpenResource {
  readonly written: TemplateResource;
  readonly provider: ResourceProvider;
  readonly included: true | undefined;
  readonly dependencies: ReadonlySet<string>;
}

export interface StackOutput {
  readonly name: string;
  readonly value: Value;
  readonly description: string | undefined;
  readonly exportName: string | undefined;
}

export interface OpenStack {
  readonly source: StackSource;
  readonly template: TemplateFile;
  readonly parameters: readonly Parameter[];
  /** In the order in which they can be made. */
  readonly resources: readonly OpenResource[];
  evaluate(resource: OpenResource, lookup: ResourceLookup): Evaluated;
  outputs(lookup: ResourceLookup): StackOutput[];
}

/** Reads the template of a stack and checks all that can be checked now. Throws UsageError with file and line. */
export function openStack(source: StackSource): OpenStack {
  const template = source.load(source.path, source.file);
  const parameters = readParameters(template.parameters, source.given, source.file);
  const scopeOf = (lookup: ResourceLookup): Scope => createScope(template, parameters, source.identity, lookup);
  const providerOf = (resource: TemplateResource): ResourceProvider => {
    const provider = providers.get(resource.type);
    if (provider) return provider;
    throw usageError(
      resource.place,
      `${resource.logicalId}: type ${resource.type} is not performed locally; remove it, or see docs/local-stack-limits.md`,
    );
  };

  const named = new Set<string>();
  const recording = scopeOf({
    reference(logicalId, place) {
      named.add(logicalId);
      return { kind: 'unknown', choices: [], place };
    },
    attribute(logicalId, attribute, place) {
      named.add(logicalId);
      const resource = template.resources.get(logicalId);
      if (resource) checkAttribute(resource, providerOf(resource), attribute, place);
      return { kind: 'unknown', choices: [], place };
    },
  });
  for (const [name, { place }] of template.conditions?.entries ?? []) recording.condition(name, place);
  checkRules(template, parameters, recording);

  const resources = new Map<string, OpenResource>();
  for (const written of template.resources.values()) {
    const provider = providerOf(written);
    const included = written.condition === undefined ? true : recording.condition(written.condition, written.place);
    if (included === false) continue;
    named.clear();
    resolve(written.properties, recording);
    for (const { name, place } of written.dependsOn) addDependency(named, template, recording, name, place);
    named.delete(written.logicalId);
    resources.set(written.logicalId, { written, provider, included, dependencies: new Set(named) });
  }
  const order = dependencyOrder(
    new Map([...resources].map(([name, { dependencies }]) => [name, dependencies])),
    (path) => {
      const place = template.resources.get(path[0] ?? '')?.place ?? { file: source.file, line: 1 };
      return usageError(place, `resources depend on each other: ${path.join(' → ')}`);
    },
  );
  readOutputs(template, recording);
  return {
    source,
    template,
    parameters,
    resources: order.flatMap((name) => resources.get(name) ?? []),
    evaluate: (resource, lookup) => evaluate(resource, scopeOf(lookup)),
    outputs: (lookup) => readOutputs(template, scopeOf(lookup)),
  };
}

/** Where the template of a nested stack lies, and how errors name it. */
export function nestedSource(
  { source }: OpenStack,
  { written }: OpenResource,
  { properties, values }: Evaluated,
): { path: string; file: string; given: GivenValues } {
  const property = templateProperty[written.type] ?? '';
  const location = properties[property];
  const place = values.entries.get(property)?.place ?? written.place;
  if (typeof location !== 'string') {
    throw usageError(place, `${written.logicalId}: ${property} must be known before the deployment`);
  }
  if (/^\w+:\/\//.test(location)) {
    throw usageError(place, `${written.logicalId}: ${property} must be a file on this machine, not ${location}`);
  }
  const path = resolvePath(dirname(source.path), location);
  if (path === source.path || source.ancestors.includes(path)) {
    throw usageError(place, `${written.logicalId}: ${location} would nest itself without an end`);
  }
  const parameters = values.entries.get('Parameters')?.node;
  const given = new Map<string, Value>();
  if (parameters?.kind === 'map') for (const [name, { node }] of parameters.entries) given.set(name, node);
  return { path, file: isAbsolute(location) ? location : join(dirname(source.file), location), given };
}

function checkAttribute(resource: TemplateResource, provider: ResourceProvider, attribute: string, place: Place): void {
  const nested = templateProperty[resource.type] !== undefined;
  if (nested ? attribute.startsWith('Outputs.') : provider.attributes.includes(attribute)) return;
  const has = nested ? ['Outputs.<name>'] : provider.attributes;
  throw usageError(
    place,
    `${resource.logicalId} (${resource.type}) has no attribute ${attribute}; ${has.length === 0 ? 'it has none' : `it has ${has.join(', ')}`}`,
  );
}

/** DependsOn of something that a condition leaves out is no dependency. */
function addDependency(named: Set<string>, template: TemplateFile, scope: Scope, name: string, place: Place): void {
  const resource = template.resources.get(name);
  if (!resource) throw usageError(place, `DependsOn names ${name}, which is not a resource of this template`);
  if (resource.condition === undefined || scope.condition(resource.condition, place) !== false) named.add(name);
}

function evaluate({ written, provider }: OpenResource, scope: Scope): Evaluated {
  const values = resolve(written.properties, scope);
  if (values.kind !== 'map') throw usageError(written.place, `Properties of ${written.logicalId} must be a map`);
  const ignored: Ignored[] = provider.effect === 'accepted' ? [{ type: written.type }] : [];
  const properties = provider.read(values, {
    subject: `${written.logicalId} (${written.type})`,
    path: '',
    ignored: (property) => {
      if (provider.effect === 'performed') ignored.push({ type: written.type, property });
    },
  });
  const unknown = [...values.entries].filter(([, { node }]) => hasUnknown(node)).map(([name]) => name);
  const metadata = written.metadata ? toJson(resolve(written.metadata, scope)) : {};
  return { properties, values, unknown: new Set(unknown), metadata: isObject(metadata) ? metadata : {}, ignored };
}

function readOutputs(template: TemplateFile, scope: Scope): StackOutput[] {
  const outputs: StackOutput[] = [];
  for (const [name, { node, place }] of template.outputs?.entries ?? []) {
    const output = asMap(node, `output ${name}`);
    for (const [field, entry] of output.entries) {
      if (!['Value', 'Description', 'Export', 'Condition'].includes(field)) {
        throw usageError(entry.place, `output ${name} may have Value, Description, Export and Condition, not ${field}`);
      }
    }
    if (isIncluded(output.entries.get('Condition')?.node, scope) === false) continue;
    const value = output.entries.get('Value');
    if (!value) throw usageError(place, `output ${name} has no Value`);
    const description = output.entries.get('Description');
    outputs.push({
      name,
      value: resolve(value.node, scope),
      description: description && asText(description.node, `Description of output ${name}`),
      exportName: exportName(output.entries.get('Export')?.node, scope),
    });
  }
  return outputs;
}

function exportName(node: Node | undefined, scope: Scope): string | undefined {
  const name = node && asMap(node, 'Export').entries.get('Name');
  const value = name && resolve(name.node, scope);
  return value?.kind === 'scalar' ? value.text : undefined;
}
