/**
 * Stands in for CloudFormation's change sets: what a deployment would do, found out before anything is done.
 * Unlike CloudFormation it refuses what would lose data, instead of doing it.
 */
import { dirname } from 'node:path';
import { UsageError } from '../errors.ts';
import { templateProperty } from '../resources/nested-stack.ts';
import { providers } from '../resources/registry.ts';
import { compare } from './changes.ts';
import { presentResource } from './deployed-resource.ts';
import {
  childSource,
  type DeploymentRoom,
  nestedStackName,
  resourceContext,
  storedContext,
} from './deployment-room.ts';
import { createKnownResources } from './known-resources.ts';
import { type OpenResource, openStack, type StackOutput, type StackSource } from './open-stack.ts';
import type { StoredResource } from './stack-store.ts';

/**
 * Checks the whole tree of stacks and throws a UsageError for what is wrong or would lose data. Changes nothing, but
 * lets begin what takes long.
 */
export async function planStack(room: DeploymentRoom, source: StackSource): Promise<void> {
  const losses: string[] = [];
  const preparations: (() => void)[] = [];
  await walk(room, source, { losses, preparations });
  if (losses.length === 0) {
    for (const prepare of preparations) prepare();
    return;
  }
  throw new UsageError(
    `${source.file} no longer fits what the stack ${source.identity.stackName} holds: ${losses.join('; ')}. Put the template back, empty what is named, or start over with --reset`,
  );
}

interface Findings {
  readonly losses: string[];
  readonly preparations: (() => void)[];
}

async function walk(room: DeploymentRoom, source: StackSource, findings: Findings): Promise<StackOutput[]> {
  const { losses } = findings;
  const stack = openStack(source);
  const known = createKnownResources();
  const { stackName } = source.identity;
  const kept = new Set<string>();
  for (const resource of stack.resources) {
    const { logicalId } = resource.written;
    kept.add(logicalId);
    const evaluated = stack.evaluate(resource, known);
    const prior = await presentResource(room, stackName, logicalId);
    if (templateProperty[resource.written.type] !== undefined) {
      const child = childSource(room, stack, resource, evaluated);
      known.addStack(logicalId, prior?.ref, await walk(room, child, findings));
      continue;
    }
    const change = compare(prior, resource.provider, evaluated, dirname(source.path));
    const context = resourceContext(room, source, logicalId, evaluated.metadata);
    const { prepare, table } = resource.provider;
    const enough = [...evaluated.unknown].every((name) => !table[name]?.required);
    if (prepare && enough && change.action !== 'keep') {
      findings.preparations.push(() => prepare(evaluated.properties, context));
    }
    if (!prior || change.action === 'create') continue;
    if (change.action === 'replace') {
      await addLoss(
        room,
        prior,
        `would have to be replaced (${change.reasons.join(', ')}; ${placeOf(resource)})`,
        losses,
      );
    } else {
      // What is not known yet stands as it did: it may be known in part only, as an object without what is needed in it.
      const knownProperties = Object.entries(evaluated.properties).filter(([name]) => !evaluated.unknown.has(name));
      const properties = { ...prior.properties, ...Object.fromEntries(knownProperties) };
      known.add(logicalId, resource.provider.describe(prior.physicalId, properties, context));
    }
  }
  for (const prior of room.store.resources(stackName)) {
    if (!kept.has(prior.logicalId) && prior.deletionPolicy === 'Delete') await addRemoval(room, prior, losses);
  }
  return stack.outputs(known);
}

function placeOf({ written: { place } }: OpenResource): string {
  return `${place.file}:${place.line}`;
}

async function addRemoval(room: DeploymentRoom, prior: StoredResource, losses: string[]): Promise<void> {
  if (templateProperty[prior.type] === undefined) {
    await addLoss(room, prior, 'is not in the template any more and would be deleted', losses);
    return;
  }
  for (const inner of room.store.resources(nestedStackName(prior.stack, prior.logicalId))) {
    if (inner.deletionPolicy === 'Delete') await addRemoval(room, inner, losses);
  }
}

async function addLoss(room: DeploymentRoom, prior: StoredResource, what: string, losses: string[]): Promise<void> {
  const provider = providers.get(prior.type);
  const data = await provider?.dataOf?.(prior.physicalId, storedContext(room, prior), prior.properties);
  if (data !== undefined)
    losses.push(`${prior.logicalId} (${prior.type} ${prior.physicalId}) holds ${data} and ${what}`);
}
