/**
 * Stands in for the resources that the SAM transform adds to a template.
 * They stand where the thing stands that they were made from, and share its condition.
 */
import { type MapOf, mapNode, type Node, type Place, scalar } from './nodes.ts';
import type { TemplateResource } from './template-resource.ts';

/** A resource made for another one. */
export function generated(
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
    place: properties.place,
  };
}

/** `{Ref: target}`, or another function of one text. */
export function reference(name: string, target: string, place: Place): Node {
  return mapNode<Node>([[name, scalar(target, place)]], place);
}
