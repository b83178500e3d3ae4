/**
 * Stands in for Lambda's functions: create, change, invoke, remove, by name or ARN.
 * Knows only $LATEST; an invocation above a function's concurrency waits instead of being throttled.
 */

import { messageOf } from '../../../domain/errors.ts';
import { MAX_PAYLOAD_BYTES } from '../../../domain/service-limits.ts';
import type { LocalContext } from '../../context.ts';
import { AwsError, DeploymentError } from '../../errors.ts';
import { createSourceWatch } from '../../source-watch.ts';
import type { Bundler } from '../bundling/bundler.ts';
import { type CodeFacts, codeFacts } from '../bundling/code-facts.ts';
import { createProcessGuard } from '../isolates/process-guard.ts';
import { buildRuntime } from '../isolates/runtime-build.ts';
import type { LogStore } from '../logs/log-store.ts';
import { failureReason } from './failure-reason.ts';
import { type FunctionDefinition, functionArn, functionName } from './function-definition.ts';
import {
  createFunctionRunner,
  type FunctionMetrics,
  type FunctionRunner,
  type StartIsolate,
} from './function-runner.ts';
import { createFunctionStore, type StoredFunction } from './function-store.ts';

/** What a caller may say about one invocation. */
export interface InvokeOptions {
  readonly requestId?: string | undefined;
  readonly traceHeader?: string | undefined;
  /** The client context as JSON text. */
  readonly clientContext?: string | undefined;
  readonly tail?: boolean | undefined;
  /** Named in the warning when the invocation fails. */
  readonly messageIds?: readonly string[] | undefined;
}

export interface InvokeResult {
  readonly payload: string;
  readonly functionError?: 'Unhandled' | undefined;
  /** The last 4 KB of the log, when asked for. */
  readonly tail?: string | undefined;
}

export interface FunctionControl {
  create(definition: FunctionDefinition): Promise<void>;
  update(name: string, changes: Partial<FunctionDefinition>): Promise<void>;
  /** UpdateFunctionConfiguration: changes what is in force, not what the template declared. */
  configure(name: string, changes: Partial<FunctionDefinition>): StoredFunction;
  remove(name: string): Promise<void>;
  /** Throws ResourceNotFoundException. */
  stored(nameOrArn: string): StoredFunction;
  get(nameOrArn: string): FunctionDefinition | undefined;
  /** What was built of a function; undefined where it cannot be built. Throws ResourceNotFoundException. */
  code(nameOrArn: string): Promise<CodeFacts | undefined>;
  list(): StoredFunction[];
  prebuild(definition: FunctionDefinition): void;
  prepare(): Promise<void>;
  invoke(nameOrArn: string, payload: string, options?: InvokeOptions): Promise<InvokeResult>;
  runners(): ReadonlyMap<string, FunctionRunner>;
  metrics(): Record<string, FunctionMetrics>;
  close(): Promise<void>;
}

/** Six megabytes, and what Lambda adds for its own envelope (Lambda quotas; the limit its error names). */
const MAX_RESPONSE_BYTES = 6_291_556;

const runtimes = new Set(['nodejs24.x', 'nodejs22.x', 'nodejs20.x']);

/** The functions of one stack, those of an earlier run included; nothing is bundled or started before it is needed. */
export function createFunctionControl(options: {
  context: LocalContext;
  bundler: Bundler;
  logStore: LogStore;
  idleMs: number;
  /** Picks up changed sources: rebuilds, and starts later invocations in new isolates. */
  watch: boolean;
  /** The largest MaximumConcurrency of a function's mappings; undefined where none has one. */
  mappedConcurrency: (functionName: string) => number | undefined;
  newId: () => string;
  onLog: (line: { functionName: string; text: string }) => void;
  /** Called with each invocation that has ended. */
  onInvoked?: ((invocation: { functionName: string; durationMs: number }) => void) | undefined;
  startIsolate?: StartIsolate | undefined;
}): FunctionControl {
  const { context, bundler, logStore, newId, onInvoked = () => {} } = options;
  const store = createFunctionStore({ ...context, newId });
  const runners = new Map<string, FunctionRunner>();
  const guard = createProcessGuard();
  let closed = false;
  let runtimeBuild: Promise<string> | undefined;
  const runtimeFile = () => {
    runtimeBuild ??= buildRuntime(bundler);
    return runtimeBuild;
  };

  const rebuild = async (name: string) => {
    const runner = runners.get(name);
    try {
      await runner?.rebuild();
    } catch (error) {
      if (!closed) context.warn(`${messageOf(error)}; the code before goes on running.`);
    }
  };
  const sources = options.watch ? createSourceWatch((names) => void Promise.all(names.map(rebuild))) : undefined;
  const runnerOf = (definition: FunctionDefinition): FunctionRunner => {
    const existing = runners.get(definition.name);
    if (existing) return existing;
    const runner = createFunctionRunner({
      definition,
      context,
      bundler,
      runtimeFile,
      newId,
      guard,
      idleMs: options.idleMs,
      startIsolate: options.startIsolate,
      mappedConcurrency: () => options.mappedConcurrency(definition.name),
      onBundle({ inputs }) {
        if (!closed) sources?.follow(definition.name, inputs);
      },
      onLine({ logGroup, stream, text }) {
        if (closed) return;
        logStore.append({ group: logGroup, stream, message: text });
        options.onLog({ functionName: definition.name, text });
      },
    });
    runners.set(definition.name, runner);
    return runner;
  };
  for (const { current } of store.all()) runnerOf(current);

  const stored = (nameOrArn: string): StoredFunction => {
    const name = functionName(nameOrArn);
    const found = store.find(name);
    if (!found) {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${functionArn(name, context)}`, {
        status: 404,
      });
    }
    return found;
  };
  const save = (functions: { declared: FunctionDefinition; current: FunctionDefinition }) => {
    const result = store.save(functions);
    const runner = runnerOf(functions.current);
    runner.change(functions.current);
    logStore.ensureGroup(runner.logGroup());
    return result;
  };
  const declare = async (declared: FunctionDefinition) => {
    checkRuntime(declared);
    const before = store.find(declared.name);
    if (before && same(before.declared, declared)) {
      await runnerOf(before.current).rebuild();
      return;
    }
    await bundler.bundle(declared);
    save({ declared, current: before ? redeclare(before, declared) : declared });
    await runnerOf(declared).rebuild();
  };

  return {
    create: declare,
    async update(name, changes) {
      await declare({ ...stored(name).declared, ...changes });
    },
    configure(name, changes) {
      const { declared, current } = stored(name);
      return save({ declared, current: { ...current, ...changes } });
    },
    async remove(name) {
      const { current } = stored(name);
      const runner = runners.get(current.name);
      runners.delete(current.name);
      sources?.forget(current.name);
      store.remove(current.name);
      await runner?.close();
    },
    stored,
    async code(nameOrArn) {
      const { current } = stored(nameOrArn);
      try {
        return await codeFacts(await runnerOf(current).prepare());
      } catch {
        // Why it cannot be built is told when it is deployed or invoked.
        return undefined;
      }
    },
    get: (nameOrArn) => store.find(functionName(nameOrArn))?.current,
    list: () => store.all(),
    prebuild(definition) {
      // What goes wrong here is said by `create`, which builds the same.
      Promise.all([bundler.bundle(definition), runtimeFile()]).catch(() => {});
    },
    async prepare() {
      await Promise.all([...runners.values()].map((runner) => runner.prepare()));
    },
    async invoke(nameOrArn, payload, options = {}) {
      const { current } = stored(nameOrArn);
      await context.faults.pass('lambda', 'Invoke', current.name);
      if (current.concurrency === 0) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', { status: 429 });
      if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) {
        throw new AwsError(
          'RequestTooLargeException',
          `Request must be smaller than ${MAX_PAYLOAD_BYTES} bytes for the InvokeFunction operation`,
          { status: 413 },
        );
      }
      const requestId = options.requestId ?? newId();
      const outcome = await runnerOf(current).run({ ...options, payload, requestId });
      onInvoked({ functionName: current.name, durationMs: outcome.durationMs });
      const tooLarge =
        !outcome.failed &&
        outcome.payload.length > MAX_RESPONSE_BYTES / 4 &&
        Buffer.byteLength(outcome.payload) > MAX_RESPONSE_BYTES;
      const failure = tooLarge
        ? {
            errorType: 'Function.ResponseSizeTooLarge',
            errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
          }
        : outcome.failure;
      if (failure && !closed) context.warn(warning(current.name, failure, requestId, options.messageIds));
      if (!failure) return { payload: outcome.payload, tail: outcome.tail };
      return {
        payload: tooLarge ? JSON.stringify(failure) : outcome.payload,
        functionError: 'Unhandled',
        tail: outcome.tail,
      };
    },
    runners: () => runners,
    metrics: () => Object.fromEntries([...runners].map(([name, runner]) => [name, runner.metrics()])),
    async close() {
      closed = true;
      sources?.close();
      await Promise.all([...runners.values()].map((runner) => runner.close()));
      guard.close();
    },
  };
}

function checkRuntime({ name, runtime }: FunctionDefinition): void {
  if (!runtimes.has(runtime)) {
    throw new DeploymentError(
      `Function ${name}: the runtime ${runtime} is not run locally; expected one of ${[...runtimes].join(', ')}.`,
    );
  }
}

function same(a: FunctionDefinition, b: FunctionDefinition): boolean {
  const plain = (definition: FunctionDefinition) =>
    JSON.stringify(
      Object.entries(definition)
        .filter(([, value]) => value !== undefined)
        .sort(),
    );
  return plain(a) === plain(b);
}

/**
 * The new declaration, with what was changed by hand since the last one and is declared as before.
 * Variables count one by one, so that a stack on another port keeps a switch that was set through the API.
 */
function redeclare({ declared: old, current }: StoredFunction, declared: FunctionDefinition): FunctionDefinition {
  const environment = { ...declared.environment };
  for (const key of new Set([...Object.keys(old.environment), ...Object.keys(current.environment)])) {
    if (old.environment[key] === current.environment[key] || old.environment[key] !== declared.environment[key])
      continue;
    const value = current.environment[key];
    if (value === undefined) delete environment[key];
    else environment[key] = value;
  }
  const keep = <T>(before: T, now: T, next: T) => (before === next ? now : next);
  return {
    ...declared,
    environment,
    timeoutSeconds: keep(old.timeoutSeconds, current.timeoutSeconds, declared.timeoutSeconds),
    memorySize: keep(old.memorySize, current.memorySize, declared.memorySize),
    description: keep(old.description, current.description, declared.description),
    concurrency: keep(old.concurrency, current.concurrency, declared.concurrency),
  };
}

function warning(
  name: string,
  failure: { errorType: string; errorMessage: string },
  requestId: string,
  messageIds?: readonly string[],
) {
  const [first, ...more] = messageIds ?? [];
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return `${name} failed, ${first === undefined ? `request ${requestId}` : `message ${first}${others}`}: ${failureReason(failure)}`;
}
