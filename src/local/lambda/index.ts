/**
 * Stands in for AWS Lambda: functions, their REST API, event source mappings for SQS, and their log groups.
 * Knows no versions, aliases, layers, container images, function URLs, destinations or provisioned concurrency.
 */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { messageOf } from '../../domain/errors.ts';
import type { LocalContext } from '../context.ts';
import type { LocalService, Operations } from '../endpoint/service.ts';
import { createBundler } from './bundling/bundler.ts';
import { createAsyncInvocations } from './functions/async-invocations.ts';
import { createFunctionControl, type InvokeOptions, type InvokeResult } from './functions/function-control.ts';
import { type FunctionDefinition, functionArn, functionName } from './functions/function-definition.ts';
import type { FunctionMetrics } from './functions/function-runner.ts';
import { createPermissionStore, type Permission, permissionStatement } from './functions/permission-store.ts';
import { createLambdaService } from './lambda-service.ts';
import { createLogOperations } from './logs/log-operations.ts';
import { createLogStore, type LogStore } from './logs/log-store.ts';
import type { EventSourceMappings } from './mappings/event-source-mapping.ts';
import { createEventSourceMappings } from './mappings/event-source-mappings.ts';
import type { QueueSource } from './mappings/queue-source.ts';

export type { FunctionDefinition } from './functions/function-definition.ts';
export type { EventSourceMappings } from './mappings/event-source-mapping.ts';
export type { QueueSource } from './mappings/queue-source.ts';

/** What other engines need of Lambda. */
export interface FunctionInvoker {
  /**
   * Runs a function and waits for it (Lambda API reference, Invoke). Payloads are JSON text.
   * Throws AwsError when the function does not exist, the call is throttled or the payload exceeds 6 MB.
   */
  invoke(functionNameOrArn: string, payload: string, options?: InvokeOptions): Promise<InvokeResult>;
}

/** The Lambda of one local stack. */
export interface Functions extends FunctionInvoker {
  /** The Lambda REST API, event source mappings included. */
  readonly service: LocalService;
  /** The CloudWatch Logs subset (JSON protocol, target prefix `Logs_20140328`). */
  readonly logs: Operations;
  /** The log groups, for AWS::Logs::LogGroup. */
  readonly logStore: LogStore;
  readonly mappings: EventSourceMappings;
  /** Creates a function, or takes its new declaration; bundles it first. Throws DeploymentError when it cannot be built. */
  create(definition: FunctionDefinition): Promise<void>;
  /** Changes the declaration; what was changed through the API and is declared as before stays. */
  update(name: string, changes: Partial<FunctionDefinition>): Promise<void>;
  remove(name: string): Promise<void>;
  /** Puts a permission into a function's policy, where it is shown and authorises nothing. */
  allow(functionNameOrArn: string, id: string, permission: Permission): void;
  disallow(functionNameOrArn: string, id: string): void;
  /** The configuration in force, or undefined. */
  get(nameOrArn: string): FunctionDefinition | undefined;
  list(): FunctionDefinition[];
  /** Begins to bundle in the background, so that several functions are built at once; `create` says what went wrong. */
  prebuild(definition: FunctionDefinition): void;
  /** Bundles every function that is not, as after a restart; throws DeploymentError. */
  prepare(): Promise<void>;
  /** Counters by function name since the start; `billedMs` rounds each duration up to 1 ms and leaves initialisation out. */
  metrics(): Record<string, FunctionMetrics>;
  /** Stops polling and every isolate at once; what a batch in flight had not finished comes again. Settle first to drain. */
  close(): Promise<void>;
}

/** Where bundles are kept when no folder is given. */
const bundleCacheFolder = join(import.meta.dirname, '../../../node_modules/.cache/event-fork-pipelines');

/**
 * Lambda for one stack, resuming what its database holds: functions, their changed configuration, mappings, logs.
 * Isolates that were idle for `idleMs` of real time are stopped. With `watch`, changed sources are taken up. `onLog` gets every line that a function logs.
 */
export function createLambda(
  context: LocalContext,
  deps: {
    queues: QueueSource;
    cacheFolder?: string | undefined;
    idleMs?: number | undefined;
    watch?: boolean | undefined;
    newId?: (() => string) | undefined;
    onLog?: ((line: { functionName: string; text: string }) => void) | undefined;
    onInvoked?: ((invocation: { functionName: string; durationMs: number }) => void) | undefined;
  },
): Functions {
  const newId = deps.newId ?? randomUUID;
  const logStore = createLogStore(context);
  const control = createFunctionControl({
    context,
    bundler: createBundler({ cacheFolder: deps.cacheFolder ?? bundleCacheFolder }),
    logStore,
    newId,
    idleMs: deps.idleMs ?? 30_000,
    watch: deps.watch ?? false,
    mappedConcurrency: (functionName) => {
      const stated = mappings.list({ functionName }).flatMap(({ maximumConcurrency }) => maximumConcurrency ?? []);
      return stated.length === 0 ? undefined : Math.max(...stated);
    },
    onLog: deps.onLog ?? (() => {}),
    onInvoked: deps.onInvoked,
  });
  const mappings = createEventSourceMappings({ context, queues: deps.queues, functions: control, newId });
  const permissions = createPermissionStore(context);
  const asyncInvocations = createAsyncInvocations({ context, functions: control });
  return {
    service: createLambdaService({ context, functions: control, mappings, asyncInvocations }),
    logs: createLogOperations(logStore, context),
    logStore,
    mappings: {
      ...mappings,
      resume() {
        mappings.resume();
        asyncInvocations.resume();
        // Only what an earlier run left is not built yet.
        control.prepare().catch((error: unknown) => context.warn(messageOf(error)));
      },
      async settle(until) {
        let moved = false;
        for (let again = true; again && performance.now() < until; ) {
          const ranAsync = await asyncInvocations.settle();
          again = (await mappings.settle(until)) || ranAsync;
          moved ||= again;
        }
        return moved;
      },
    },
    invoke: control.invoke,
    create: control.create,
    update: control.update,
    async remove(name) {
      await control.remove(name);
      permissions.removeAll(name);
    },
    allow(nameOrArn, id, permission) {
      const name = functionName(nameOrArn);
      permissions.put(name, id, permissionStatement(id, functionArn(name, context), permission));
    },
    disallow: (nameOrArn, id) => permissions.remove(functionName(nameOrArn), id),
    get: control.get,
    list: () => control.list().map(({ current }) => current),
    prebuild: control.prebuild,
    prepare: control.prepare,
    metrics: control.metrics,
    async close() {
      const ended = [mappings.close(), asyncInvocations.close()];
      await control.close();
      await Promise.all(ended);
    },
  };
}
