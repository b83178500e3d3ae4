/**
 * Stands in for CloudFormation's dealings with resources that are deployed: whether they are there, and their removal.
 * DeletionPolicy Retain leaves the thing where it is and only forgets it; there are no snapshots.
 */
import { templateProperty } from '../resources/nested-stack.ts';
import { providers } from '../resources/registry.ts';
import { type DeploymentRoom, nestedStackName, storedContext } from './deployment-room.ts';
import type { StoredResource } from './stack-store.ts';

/** A deployed resource, unless it was deleted behind the stack's back; it is then made again. */
export async function presentResource(
  room: DeploymentRoom,
  stackName: string,
  logicalId: string,
): Promise<StoredResource | undefined> {
  const resource = room.store.resource(stackName, logicalId);
  if (!resource) return undefined;
  const there = await providers.get(resource.type)?.exists?.(resource.physicalId, storedContext(room, resource));
  return there === false ? undefined : resource;
}

/** Removes a deployed resource and forgets it. What another resource stands for too stays. */
export async function removeResource(room: DeploymentRoom, resource: StoredResource): Promise<void> {
  const { store } = room;
  if (templateProperty[resource.type] !== undefined) {
    if (resource.deletionPolicy === 'Delete')
      await removeStack(room, nestedStackName(resource.stack, resource.logicalId));
  } else if (resource.deletionPolicy === 'Delete' && store.sharing(resource) === 1) {
    const provider = providers.get(resource.type);
    await provider?.delete(resource.physicalId, storedContext(room, resource), resource.properties);
  }
  store.removeResource(resource.stack, resource.logicalId);
}

/** Removes every resource of a stack, the last made first, and forgets the stack. */
async function removeStack(room: DeploymentRoom, stackName: string): Promise<void> {
  for (const resource of room.store.resources(stackName).reverse()) await removeResource(room, resource);
  room.store.removeStack(stackName);
}
