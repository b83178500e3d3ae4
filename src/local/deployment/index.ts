/**
 * Stands in for AWS CloudFormation: deploys SAM templates into the engines and tells about the stacks.
 * Change sets, drift, stack sets, events and rollback triggers are not performed.
 */

import { isAbsolute, resolve } from 'node:path';
import { messageOf } from '../../domain/errors.ts';
import type { LocalContext } from '../context.ts';
import type { Engines } from '../resources/engines.ts';
import { shownPath } from '../shown-path.ts';
import { type Place, scalar, type Value } from '../template/nodes.ts';
import { type GivenValues, noParameter } from '../template/parameters.ts';
import { loadTemplate, type TemplateFile } from '../template/template-file.ts';
import { applyStack, type Journal } from './apply-stack.ts';
import { removeResource } from './deployed-resource.ts';
import { type DeploymentRoom, stackIdentity } from './deployment-room.ts';
import type { Ignored, StackSource } from './open-stack.ts';
import { planStack } from './plan-stack.ts';
import { describeOutputs } from './stack-description.ts';
import { openStackStore } from './stack-store.ts';

export { cloudFormationOperations } from './cloudformation-operations.ts';

export interface DeploymentRequest {
  /** The root template, absolute or relative to the working directory. */
  readonly file: string;
  readonly stackName: string;
  /** Values of the root template's parameters, by name. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Those of them that a configuration file gives whatever template is beside it, and where: one that this template lacks is told. */
  readonly parameterPlaces?: ReadonlyMap<string, Place>;
  readonly engines: Engines;
  readonly context: LocalContext;
}

export interface DeployedResource {
  /** Logical ids from the root down: `Pipeline/Queue`. */
  readonly path: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  /** What Ref gives. */
  readonly ref: string;
  readonly physicalId: string;
}

export interface Deployed {
  readonly stackName: string;
  readonly stackId: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Types and properties that were taken and have no effect, each named once. */
  readonly ignored: readonly Ignored[];
  readonly resources: readonly DeployedResource[];
  /** Every template that was read, absolute: what a watcher has to watch. */
  readonly files: readonly string[];
  /** Reads the same template again and brings the running stack to it. Throws as the first deployment does, and then nothing has changed. */
  redeploy(): Promise<Deployed>;
}

/**
 * Deploys a template with all it nests, or updates what the state folder holds of it in place.
 * Throws UsageError for a template, parameter or change that cannot be (nothing is touched then), and DeploymentError
 * when an engine refuses (what was done is then undone).
 * @example
 * const { outputs } = await deployTemplate({ file: 'template.yaml', stackName: 'news', parameters: { ApiAuthorization: 'NONE' }, engines, context });
 */
export async function deployTemplate(request: DeploymentRequest): Promise<Deployed> {
  const { file, stackName, engines, context } = request;
  const room: DeploymentRoom = { context, engines, store: openStackStore(context.database) };
  const path = resolve(file);
  const templates = new Map<string, TemplateFile>();
  const load = (template: string, name: string) => {
    const loaded = templates.get(template) ?? loadTemplate(template, name);
    templates.set(template, loaded);
    return loaded;
  };
  const named = isAbsolute(file) ? shownPath(file) : file;
  const source: StackSource = {
    path,
    file: named,
    given: givenValues(request, load(path, named)),
    identity: stackIdentity(room, stackName),
    load,
    ancestors: [],
  };
  await planStack(room, source);
  const journal: Journal = { undo: [], removals: [], ignored: [] };
  try {
    const { stackId, outputs } = await applyStack(room, source, journal);
    await removeObsolete(room, journal);
    await context.database.committed();
    return {
      stackName,
      stackId,
      outputs: Object.fromEntries(describeOutputs(outputs).map(({ key, value }) => [key, value])),
      ignored: once(journal.ignored),
      resources: deployedResources(room, stackName, ''),
      files: [...templates.keys()],
      redeploy: inTurn(() => deployTemplate(request)),
    };
  } catch (error) {
    await rollBack(room, journal);
    throw error;
  }
}

function givenValues(
  { parameters = {}, parameterPlaces, context }: DeploymentRequest,
  { parameters: declared, file }: TemplateFile,
): GivenValues {
  return new Map(
    Object.entries(parameters).flatMap(([name, text]): [string, string | Value][] => {
      const place = parameterPlaces?.get(name);
      if (place === undefined) return [[name, text]];
      if (declared?.entries.has(name)) return [[name, scalar(text, place)]];
      context.warn(`${place.file}:${place.line}: ${noParameter(name, declared, file)}; the value is left unread.`);
      return [];
    }),
  );
}

/** One at a time: a change that comes during a deployment waits for it. */
function inTurn<T>(run: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const next = last.then(run);
    last = next.catch(() => {});
    return next;
  };
}

/** A removal that fails is told and tried again by the next deployment; what was brought up stays. */
async function removeObsolete(room: DeploymentRoom, { removals }: Journal): Promise<void> {
  for (const resource of removals.sort((a, b) => b.position - a.position)) {
    try {
      await removeResource(room, resource);
    } catch (error) {
      room.context.warn(`${resource.logicalId} (${resource.type}) could not be removed: ${messageOf(error)}`);
    }
  }
}

async function rollBack(room: DeploymentRoom, { undo }: Journal): Promise<void> {
  for (const step of undo.reverse()) {
    try {
      await step();
    } catch (error) {
      room.context.warn(`a step of the failed deployment could not be undone: ${messageOf(error)}`);
    }
  }
}

function once(ignored: readonly Ignored[]): Ignored[] {
  const byName = new Map(ignored.map((each) => [`${each.type} ${each.property ?? ''}`, each]));
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

function deployedResources(room: DeploymentRoom, stackName: string, prefix: string): DeployedResource[] {
  return room.store.resources(stackName).flatMap((resource) => {
    const { logicalId, type, ref, physicalId } = resource;
    const path = prefix + logicalId;
    const nested = room.store.stack(ref);
    const inner = nested && nested.parentId !== undefined ? deployedResources(room, nested.name, `${path}/`) : [];
    return [{ path, stackName, logicalId, type, ref, physicalId }, ...inner];
  });
}
