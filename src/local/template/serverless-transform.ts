/**
 * Stands in for the SAM transform (AWS SAM guide, Globals section and generated resources).
 * Functions and applications stay of their SAM type; only what SAM generates beside them is made here.
 */
import { generated, reference } from './generated-resource.ts';
import { asMap, intrinsicOf, type MapEntry, type MapOf, mapNode, type Node, usageError } from './nodes.ts';
import { eventResources, implicitApi } from './serverless-events.ts';
import type { TemplateResource } from './template-resource.ts';

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
        node: reference('Fn::GetAtt', `${resource.logicalId}Role.Arn`, resource.place),
      });
    }
    add({ ...resource, properties: { kind: 'map', entries: own, place: properties.place } });
    for (const [name, entry] of events ? asMap(events.node, `Events of ${resource.logicalId}`).entries : []) {
      for (const each of eventResources(resource, name, entry)) {
        // All functions share the one API that SAM makes for those that name none.
        if (!(each.logicalId.startsWith(implicitApi) && resources.has(each.logicalId))) add(each);
      }
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
