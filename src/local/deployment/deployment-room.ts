/**
 * Stands in for the environment in which CloudFormation works on stacks: its state, the services, names and ids.
 * There is one account and one region.
 */

import { dirname } from 'node:path';
import { arnOf } from '../../domain/arn.ts';
import type { LocalContext } from '../context.ts';
import type { Engines } from '../resources/engines.ts';
import { physicalName, stableUuid } from '../resources/physical-name.ts';
import type { ResourceContext } from '../resources/provider.ts';
import type { JsonObject } from '../template/plain.ts';
import type { StackIdentity } from '../template/template-scope.ts';
import { type Evaluated, nestedSource, type OpenResource, type OpenStack, type StackSource } from './open-stack.ts';
import type { StackStore, StoredResource } from './stack-store.ts';

export interface DeploymentRoom {
  readonly context: Pick<LocalContext, 'accountId' | 'region' | 'clock' | 'warn'>;
  readonly engines: Engines;
  readonly store: StackStore;
}

/** Name and id of a stack. The id stays as long as the state does, and no other state has it: of two stacks of a name, each has its own. */
export function stackIdentity({ context, store }: DeploymentRoom, stackName: string): StackIdentity {
  const { accountId, region } = context;
  const uuid = stableUuid(`${store.stateId()}/${stackName}`);
  const stackId = arnOf({ region, accountId }, 'cloudformation', `stack/${stackName}/${uuid}`);
  return { accountId, region, stackName, stackId };
}

/** The source of a nested stack, as its parent's resource gives it. */
export function childSource(
  room: DeploymentRoom,
  parent: OpenStack,
  resource: OpenResource,
  evaluated: Evaluated,
): StackSource {
  const name = nestedStackName(parent.source.identity.stackName, resource.written.logicalId);
  return {
    ...nestedSource(parent, resource, evaluated),
    identity: stackIdentity(room, name),
    load: parent.source.load,
    ancestors: [...parent.source.ancestors, parent.source.path],
  };
}

/** CloudFormation names a nested stack as any other resource; 128 characters are its limit. */
export function nestedStackName(parent: string, logicalId: string): string {
  return physicalName(parent, logicalId, 128);
}

/** What a provider is told of a resource that is being made or changed. */
export function resourceContext(
  room: DeploymentRoom,
  source: StackSource,
  logicalId: string,
  metadata: JsonObject,
): ResourceContext {
  return contextOf(room, source.identity, logicalId, metadata, dirname(source.path));
}

/** What a provider is told of a resource that is deployed. */
export function storedContext(room: DeploymentRoom, resource: StoredResource): ResourceContext {
  const identity = stackIdentity(room, resource.stack);
  return contextOf(room, identity, resource.logicalId, resource.metadata, resource.folder);
}

function contextOf(
  { engines, context }: DeploymentRoom,
  { stackName, stackId }: StackIdentity,
  logicalId: string,
  metadata: JsonObject,
  folder: string,
): ResourceContext {
  return {
    logicalId,
    stackName,
    stackId,
    region: context.region,
    accountId: context.accountId,
    folder,
    metadata,
    engines,
    generatedName: (limit, letters) => physicalName(stackName, logicalId, limit, letters),
  };
}
