/**
 * Stands in for the SAM transform (AWS SAM guide, Globals section and generated resources).
 * Functions and applications stay of their SAM type; only what SAM generates beside them is made here.
 */
import {
  asMap,
  asText,
  intrinsicOf,
  type MapEntry,
  type MapOf,
  mapNode,
  type Node,
  scalar,
  usageError,
} from './nodes.ts';
import type { TemplateResource } from './template-file.ts';

/** What may not stand in Globals.Function (AWS SAM guide, Globals section). */
const notGlobal = ['Events', 'Role', 'Policies', 'FunctionName', 'Metadata'];

/** Applies Globals, and makes roles and event source mappings resources of their own, named as SAM names them. */
export function transformServerless(
  written: readonly TemplateResource[],
  globals: MapOf<Node> | undefined,
  serverless: boolean,
): ReadonlyMap<string, TemplateResource> {
  const functionGlobals = readGlobals(globals);
  const resources = new Map<string, TemplateResource>();
  const add = (resource: TemplateResource) => {
    if (resources.has(resource.logicalId)) {
      throw usageError(resource.place, `SAM makes a second resource called ${resource.logicalId}; rename one of them`);
    }
    resources.set(resource.logicalId, resource);
  };
  for (const resource of written) {
    if (resource.type.startsWith('AWS::Serverless::') && !serverless) {
      throw usageError(
        resource.place,
        `${resource.type} needs Transform: AWS::Serverless-2016-10-31 at the top of the template`,
      );
    }
    if (resource.type !== 'AWS::Serverless::Function') {
      add(resource);
      continue;
    }
    const properties = functionGlobals ? merge(functionGlobals, resource.properties) : resource.properties;
    const events = properties.kind === 'map' ? properties.entries.get('Events') : undefined;
    const own = new Map(properties.kind === 'map' ? properties.entries : []);
    own.delete('Events');
    if (!own.has('Role')) {
      add(generated(resource, `${resource.logicalId}Role`, 'AWS::IAM::Role', mapNode([], resource.place)));
      own.set('Role', {
        place: resource.place,
        node: reference('Fn::GetAtt', `${resource.logicalId}Role.Arn`, resource),
      });
    }
    add({ ...resource, properties: { kind: 'map', entries: own, place: properties.place } });
    for (const [name, entry] of events ? asMap(events.node, `Events of ${resource.logicalId}`).entries : []) {
      add(mappingOf(resource, name, entry));
    }
  }
  return resources;
}

function readGlobals(globals: MapOf<Node> | undefined): MapOf<Node> | undefined {
  for (const [name, { place }] of globals?.entries ?? []) {
    if (name !== 'Function') throw usageError(place, `Globals.${name} is not performed locally; Globals.Function is`);
  }
  const entry = globals?.entries.get('Function');
  if (!entry) return undefined;
  const map = asMap(entry.node, 'Globals.Function');
  for (const [name, { place }] of map.entries) {
    if (notGlobal.includes(name)) throw usageError(place, `SAM does not allow ${name} in Globals.Function`);
  }
  return map;
}

/** Scalars and intrinsics replace, maps merge, lists add with the global items first. */
function merge(globals: MapOf<Node>, local: MapOf<Node>): MapOf<Node> {
  const entries = new Map<string, MapEntry<Node>>(globals.entries);
  for (const [name, entry] of local.entries) {
    const above = globals.entries.get(name)?.node;
    entries.set(name, { place: entry.place, node: above ? mergeNodes(above, entry.node) : entry.node });
  }
  return { kind: 'map', entries, place: local.place };
}

function mergeNodes(above: Node, below: Node): Node {
  if (intrinsicOf(above) || intrinsicOf(below)) return below;
  if (above.kind === 'map' && below.kind === 'map') return merge(above, below);
  if (above.kind === 'list' && below.kind === 'list') {
    return { kind: 'list', items: [...above.items, ...below.items], place: below.place };
  }
  return below;
}

function mappingOf(owner: TemplateResource, name: string, { node, place }: MapEntry<Node>): TemplateResource {
  const event = asMap(node, `event ${name} of ${owner.logicalId}`);
  const type = event.entries.get('Type');
  const typeName = type ? asText(type.node, `Type of event ${name}`) : undefined;
  if (typeName !== 'SQS') {
    throw usageError(
      type?.place ?? place,
      `${owner.logicalId}: event ${name} of type ${typeName ?? '(none)'} is not performed locally; SQS is. For an API declare AWS::ApiGatewayV2 resources`,
    );
  }
  for (const [field, entry] of event.entries) {
    if (field !== 'Type' && field !== 'Properties') {
      throw usageError(entry.place, `${owner.logicalId}: event ${name} may have Type and Properties, not ${field}`);
    }
  }
  const written = event.entries.get('Properties');
  const entries = new Map<string, MapEntry<Node>>([
    ['FunctionName', { place, node: reference('Ref', owner.logicalId, owner) }],
  ]);
  for (const [field, entry] of written ? asMap(written.node, `Properties of event ${name}`).entries : []) {
    entries.set(field === 'Queue' ? 'EventSourceArn' : field, entry);
  }
  if (!entries.has('EventSourceArn')) throw usageError(place, `${owner.logicalId}: event ${name} needs a Queue`);
  const properties: MapOf<Node> = { kind: 'map', entries, place };
  return generated({ ...owner, place }, `${owner.logicalId}${name}`, 'AWS::Lambda::EventSourceMapping', properties);
}

function generated(
  owner: TemplateResource,
  logicalId: string,
  type: string,
  properties: MapOf<Node>,
): TemplateResource {
  return {
    logicalId,
    type,
    properties,
    metadata: undefined,
    condition: owner.condition,
    dependsOn: [],
    deletionPolicy: 'Delete',
    updateReplacePolicy: 'Delete',
    place: owner.place,
  };
}

function reference(name: string, target: string, { place }: TemplateResource): Node {
  return mapNode<Node>([[name, scalar(target, place)]], place);
}
