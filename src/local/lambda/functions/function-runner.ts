/**
 * Runs functions as Lambda's data plane does: bundle, isolates, counters, log lines.
 * Knows synchronous invocations only; there is no account-wide concurrency limit.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { LocalContext } from '../../context.ts';
import type { Bundle, Bundler } from '../bundling/bundler.ts';
import { findHandlerFile, splitHandler } from '../bundling/handler-name.ts';
import { createIsolate, failedStart, type InvocationOutcome, type Isolate } from '../isolates/isolate.ts';
import { createIsolatePool } from '../isolates/isolate-pool.ts';
import type { ProcessGuard } from '../isolates/process-guard.ts';
import { type FunctionDefinition, functionArn } from './function-definition.ts';
import { functionEnvironment } from './function-environment.ts';
import { newTraceHeader } from './trace-header.ts';

export interface RunRequest {
  readonly payload: string;
  readonly requestId: string;
  readonly traceHeader?: string | undefined;
  readonly clientContext?: string | undefined;
  /** True to get the last 4 KB of the invocation's log with its outcome. */
  readonly tail?: boolean | undefined;
}

export interface FunctionMetrics {
  invocations: number;
  errors: number;
  billedMs: number;
  memoryMB: number;
}

export interface FunctionRunner {
  /** Runs one invocation and returns how it ended; throws only when the function cannot be bundled. */
  run(request: RunRequest): Promise<InvocationOutcome>;
  /** Bundles, unless done; throws DeploymentError. */
  prepare(): Promise<Bundle>;
  /** Takes another configuration or other code: later invocations get new isolates. */
  change(definition: FunctionDefinition): void;
  /** Builds again after a change of sources; keeps the running code and throws when that fails. */
  rebuild(): Promise<Bundle>;
  metrics(): FunctionMetrics;
  logGroup(): string;
  close(): Promise<void>;
}

/** How isolates are made: as processes, unless told otherwise. */
export type StartIsolate = typeof createIsolate;

function unprepared(): never {
  throw new Error('An isolate was asked for before its bundle was there.');
}

/** Why no file goes with the handler: its name says none, or none is there (handler-path and module-loader of the runtime's client). */
function missingHandler({ handler }: FunctionDefinition): { errorType: string; errorMessage: string; trace: string[] } {
  if (handler.includes('..'))
    return startFailure(
      'Runtime.MalformedHandlerName',
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  const { path, exported } = splitHandler(handler);
  if (exported === '') return startFailure('Runtime.MalformedHandlerName', 'Bad handler');
  return startFailure(
    'Runtime.ImportModuleError',
    `Error: Cannot find module '${basename(path)}'\nRequire stack:\n- /var/runtime/index.mjs`,
  );
}

function startFailure(errorType: string, errorMessage: string) {
  return { errorType, errorMessage, trace: `Error: ${errorMessage}`.split('\n') };
}

/** One function: its bundle, its isolates and its figures. `onLine` gets each line that it logs. */
export function createFunctionRunner(options: {
  definition: FunctionDefinition;
  context: LocalContext;
  bundler: Bundler;
  /** The built runtime client. */
  runtimeFile: () => Promise<string>;
  idleMs: number;
  /** How many invocations its mappings may have under way; undefined where none says. */
  mappedConcurrency: () => number | undefined;
  newId: () => string;
  guard: ProcessGuard;
  onBundle: (bundle: Bundle) => void;
  onLine: (line: { logGroup: string; stream: string; text: string }) => void;
  startIsolate?: StartIsolate | undefined;
}): FunctionRunner {
  const { context, bundler, newId, startIsolate = createIsolate } = options;
  let definition = options.definition;
  let bundling: Promise<Bundle> | undefined;
  /** What a new isolate is started from. */
  let code: { bundle: Bundle; file: string; runtimeFile: string } | undefined;
  const figures = { invocations: 0, errors: 0, billedMs: 0 };

  const logGroup = () => definition.logGroup ?? `/aws/lambda/${definition.name}`;
  const prepare = () => {
    bundling ??= bundler.bundle(definition).then(
      (bundle) => {
        options.onBundle(bundle);
        return bundle;
      },
      (error: unknown) => {
        bundling = undefined;
        throw error;
      },
    );
    return bundling;
  };
  /** A function can write into the folder that it runs in, and so remove what it is started from. */
  const prepareWhole = async () => {
    const bundle = await prepare();
    if (bundle.files.every((file) => existsSync(`${bundle.folder}/${file}`))) return bundle;
    bundling = undefined;
    return prepare();
  };
  const start = (): Isolate => {
    const { bundle, file, runtimeFile } = code ?? unprepared();
    const day = new Date(context.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    const logStream = `${day}/[$LATEST]${newId().replaceAll('-', '')}`;
    const group = logGroup();
    const endpointUrl = context.endpointUrl();
    // Without it the SDK in the function would look for AWS itself.
    if (endpointUrl === '') throw new Error(`${definition.name} cannot run yet: the AWS endpoint is not listening.`);
    return startIsolate({
      runtimeFile,
      guard: options.guard,
      setup: {
        file: `${bundle.folder}/${file}`,
        handler: definition.handler,
        exported: splitHandler(definition.handler).exported,
        runtime: definition.runtime,
        functionName: definition.name,
        functionArn: definition.arn ?? functionArn(definition.name, context),
        memorySize: definition.memorySize,
        logGroup: group,
        logStream,
      },
      environment: functionEnvironment(definition, {
        region: context.region,
        endpointUrl,
        taskRoot: bundle.folder,
        logGroup: group,
        logStream,
      }),
      onLine: (text) => options.onLine({ logGroup: group, stream: logStream, text }),
    });
  };
  const pool = createIsolatePool({
    concurrency: () => definition.concurrency ?? options.mappedConcurrency() ?? 2,
    idleMs: options.idleMs,
    start,
  });

  return {
    prepare,
    logGroup,
    async run({ payload, requestId, traceHeader, clientContext, tail }) {
      const [bundle, runtimeFile] = await Promise.all([prepareWhole(), options.runtimeFile()]);
      figures.invocations++;
      const file = findHandlerFile(definition.handler, bundle.files);
      code = file === undefined ? undefined : { bundle, file, runtimeFile };
      const outcome = code
        ? await pool.run({
            requestId,
            payload,
            clientContext,
            tail,
            traceId: traceHeader ?? newTraceHeader(context.clock.now(), newId()),
            timeoutMs: definition.timeoutSeconds * 1000,
          })
        : failedStart(missingHandler(definition));
      figures.billedMs += Math.ceil(outcome.durationMs);
      if (outcome.failed) figures.errors++;
      return outcome;
    },
    change(next) {
      const isOtherCode =
        next.codeUri !== definition.codeUri || JSON.stringify(next.build) !== JSON.stringify(definition.build);
      definition = next;
      if (isOtherCode) bundling = undefined;
      pool.renew();
    },
    async rebuild() {
      const bundle = await bundler.bundle(definition);
      const before = await bundling?.catch(() => undefined);
      bundling = Promise.resolve(bundle);
      options.onBundle(bundle);
      if (before?.folder !== bundle.folder) pool.renew();
      return bundle;
    },
    metrics: () => ({ ...figures, memoryMB: definition.memorySize }),
    close: () => pool.close(),
  };
}
