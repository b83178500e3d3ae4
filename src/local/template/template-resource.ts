import type { MapOf, Node, Place } from './nodes.ts';

/** A resource as written, its SAM events already resources of their own. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: MapOf<Node>;
  readonly metadata: MapOf<Node> | undefined;
  readonly condition: string | undefined;
  readonly dependsOn: readonly { name: string; place: Place }[];
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
  readonly place: Place;
}
