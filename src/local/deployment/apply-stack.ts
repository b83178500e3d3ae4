/**
 * Stands in for CloudFormation's work on a stack: makes, changes and replaces resources, each after what it refers to.
 * Removals are left to the caller, for when the whole tree of stacks has succeeded.
 */

import { dirname } from 'node:path';
import { messageOf } from '../../domain/errors.ts';
import { DeploymentError, UsageError } from '../errors.ts';
import { templateProperty } from '../resources/nested-stack.ts';
import { providers } from '../resources/registry.ts';
import { usageError } from '../template/nodes.ts';
import { compare } from './changes.ts';
import { presentResource, removeResource } from './deployed-resource.ts';
import { childSource, type DeploymentRoom, resourceContext, storedContext } from './deployment-room.ts';
import { createKnownResources, type KnownResources } from './known-resources.ts';
import {
  type Evaluated,
  type Ignored,
  type OpenResource,
  type OpenStack,
  openStack,
  type StackOutput,
  type StackSource,
} from './open-stack.ts';
import { describeOutputs, describeParameters } from './stack-description.ts';
import type { StoredResource } from './stack-store.ts';

/** What a deployment has done so far. */
export interface Journal {
  /** How to take back each step, the first done first. */
  readonly undo: (() => unknown)[];
  /** What the templates no longer hold. */
  readonly removals: StoredResource[];
  readonly ignored: Ignored[];
}

export interface AppliedStack {
  readonly stackId: string;
  readonly outputs: readonly StackOutput[];
}

/** Brings a stack to what its template says. Throws UsageError or DeploymentError; the journal then says what to undo. */
export async function applyStack(
  room: DeploymentRoom,
  source: StackSource,
  journal: Journal,
  parent?: { stackId: string; rootId: string },
): Promise<AppliedStack> {
  const stack = openStack(source);
  const { stackName, stackId } = source.identity;
  const { store, context } = room;
  const before = store.stack(stackName);
  const rootId = parent?.rootId ?? stackId;
  journal.undo.push(() => (before ? store.saveStack(before) : store.removeStack(stackName)));
  const record = {
    name: stackName,
    id: stackId,
    parentId: parent?.stackId,
    rootId,
    template: stack.template.text,
    description: stack.template.description,
    parameters: describeParameters(stack.parameters),
    outputs: before?.outputs ?? [],
    created: before?.created ?? context.clock.now(),
    updated: before ? context.clock.now() : undefined,
  };
  const action = before ? 'UPDATE' : 'CREATE';
  store.saveStack({ ...record, status: `${action}_IN_PROGRESS` });

  const known = createKnownResources();
  await inOrder(stack.resources, (resource, position) =>
    applyResource({ room, stack, resource, position, known, journal, rootId }),
  );
  const kept = new Set(stack.resources.map((resource) => resource.written.logicalId));
  journal.removals.push(...store.resources(stackName).filter((prior) => !kept.has(prior.logicalId)));
  const outputs = stack.outputs(known);
  store.saveStack({ ...record, outputs: describeOutputs(outputs), status: `${action}_COMPLETE` });
  return { stackId, outputs };
}

/** Starts each resource once all it depends on is done; after a failure nothing more is started. */
async function inOrder(
  resources: readonly OpenResource[],
  apply: (resource: OpenResource, position: number) => Promise<void>,
): Promise<void> {
  const done = new Map<string, Promise<void>>();
  let failure: { error: unknown } | undefined;
  for (const [position, resource] of resources.entries()) {
    const run = async () => {
      await Promise.all([...resource.dependencies].map((name) => done.get(name)));
      if (failure) return;
      try {
        await apply(resource, position);
      } catch (error) {
        failure ??= { error };
      }
    };
    done.set(resource.written.logicalId, run());
  }
  await Promise.all(done.values());
  if (failure) throw failure.error;
}

/** What was done with a resource, as its status will say. */
type Action = 'CREATE' | 'UPDATE' | 'KEEP';

interface Step {
  room: DeploymentRoom;
  stack: OpenStack;
  resource: OpenResource;
  position: number;
  known: KnownResources;
  journal: Journal;
  rootId: string;
}

async function applyResource(step: Step): Promise<void> {
  const { room, stack, resource, known, journal, rootId } = step;
  const { written, provider } = resource;
  const evaluated = stack.evaluate(resource, known);
  const [unknown] = evaluated.unknown;
  if (unknown !== undefined || resource.included === undefined) {
    throw usageError(written.place, `${written.logicalId}: ${unknown ?? 'Condition'} cannot be evaluated locally`);
  }
  for (const each of evaluated.ignored) journal.ignored.push(each);
  if (templateProperty[written.type] !== undefined) {
    const child = childSource(room, stack, resource, evaluated);
    const { stackId } = stack.source.identity;
    const applied = await applyStack(room, child, journal, { stackId, rootId });
    known.addStack(written.logicalId, applied.stackId, applied.outputs);
    const action = room.store.resource(stack.source.identity.stackName, written.logicalId) ? 'UPDATE' : 'CREATE';
    save(step, evaluated, applied.stackId, applied.stackId, action);
    return;
  }
  try {
    const { physicalId, action } = await perform(step, evaluated);
    const context = resourceContext(room, stack.source, written.logicalId, evaluated.metadata);
    const described = provider.describe(physicalId, evaluated.properties, context);
    known.add(written.logicalId, described);
    save(step, evaluated, physicalId, described.ref, action);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const { file, line } = written.place;
    throw new DeploymentError(
      `${file}:${line}: ${written.logicalId} (${written.type}) could not be deployed: ${messageOf(cause)}`,
      { cause },
    );
  }
}

async function perform(
  { room, stack, resource, journal }: Step,
  evaluated: Evaluated,
): Promise<{ physicalId: string; action: Action }> {
  const { written, provider } = resource;
  const { source } = stack;
  const prior = await presentResource(room, source.identity.stackName, written.logicalId);
  const context = resourceContext(room, source, written.logicalId, evaluated.metadata);
  const { properties } = evaluated;
  const { action, reasons } = compare(prior, provider, evaluated, dirname(source.path));
  if (prior && action === 'keep') return { physicalId: prior.physicalId, action: 'KEEP' };
  if (prior && action === 'update') {
    const { physicalId } = prior;
    // An update of several calls may fail between them, so it can be undone before it has begun.
    journal.undo.push(() => provider.update(physicalId, prior.properties, storedContext(room, prior), properties));
    await provider.update(physicalId, properties, context, prior.properties);
    return { physicalId, action: 'UPDATE' };
  }
  if (prior) {
    // The name of a resource follows from its stack, so the old one goes before the new one comes.
    const old = providers.get(prior.type);
    const data = await old?.dataOf?.(prior.physicalId, storedContext(room, prior), prior.properties);
    if (data !== undefined) {
      throw new DeploymentError(`it holds ${data} and would have to be replaced (${reasons.join(', ')})`);
    }
    await removeResource(room, prior);
    journal.undo.push(async () => {
      await old?.create(prior.properties, storedContext(room, prior));
      room.store.saveResource(prior);
    });
  }
  const physicalId = await provider.create(properties, context);
  journal.undo.push(() => provider.delete(physicalId, context, properties));
  return { physicalId, action: 'CREATE' };
}

function save(
  { room, stack, resource, position, journal }: Step,
  evaluated: Evaluated,
  physicalId: string,
  ref: string,
  action: Action,
): void {
  const { written, provider } = resource;
  const { stackName } = stack.source.identity;
  const { store, context } = room;
  const prior = store.resource(stackName, written.logicalId);
  store.saveResource({
    stack: stackName,
    logicalId: written.logicalId,
    type: written.type,
    apiType: provider.apiType,
    physicalId,
    ref,
    properties: evaluated.properties,
    metadata: evaluated.metadata,
    folder: dirname(stack.source.path),
    deletionPolicy: written.deletionPolicy,
    position,
    ...(prior && action === 'KEEP'
      ? { status: prior.status, updated: prior.updated }
      : { status: `${action}_COMPLETE`, updated: context.clock.now() }),
  });
  journal.undo.push(() => (prior ? store.saveResource(prior) : store.removeResource(stackName, written.logicalId)));
}
