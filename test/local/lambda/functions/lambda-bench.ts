/** A Lambda with temporary folders, whose functions are written in the test that uses them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createManualClock } from '../../../../src/local/clock.ts';
import type { LocalContext } from '../../../../src/local/context.ts';
import { openDatabase } from '../../../../src/local/database.ts';
import {
  createLambda,
  type FunctionDefinition,
  type Functions,
  type QueueSource,
} from '../../../../src/local/lambda/index.ts';
import { noFaults } from '../../../support/no-faults.ts';

/** One for all functions of a test file, so that the runtime client is built once. */
const cacheFolder = mkdtempSync(join(tmpdir(), 'lambda-cache-'));
afterAll(() => rmSync(cacheFolder, { recursive: true, force: true }));

/** No queue at all: for tests of functions alone. */
const noQueues: QueueSource = {
  exists: () => false,
  receive: () => [],
  remove: () => {},
  watch: () => () => {},
  operations: {},
  urlOf: (name) => `http://127.0.0.1:4566/000000000000/${name}`,
};

export interface LambdaBench {
  readonly context: LocalContext;
  readonly lambda: Functions;
  readonly folder: string;
  readonly warnings: string[];
  readonly lines: string[];
  /** Writes source files below the code folder. */
  write(files: Record<string, string>): void;
  /** The definition of a function whose entry point is `NAME.ts`. */
  define(name: string, changes?: Partial<FunctionDefinition>): FunctionDefinition;
  /** Writes `NAME.ts` and creates the function. */
  add(name: string, source: string, changes?: Partial<FunctionDefinition>): Promise<void>;
  /** Invokes with JSON and parses the answer. */
  call(name: string, event?: unknown): Promise<{ error: boolean; value: unknown }>;
  /** Closes everything and opens it again on the same database folder. */
  reopen(): Promise<LambdaBench>;
  close(): Promise<void>;
}

/** Opens a Lambda; call `close` when done. */
export function openLambdaBench(
  options: {
    folder?: string;
    context?: Partial<LocalContext>;
    queues?: (context: LocalContext) => QueueSource;
    idleMs?: number;
    watch?: boolean;
  } = {},
): LambdaBench {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'lambda-'));
  const warnings: string[] = [];
  const lines: string[] = [];
  const context: LocalContext = {
    clock: createManualClock(),
    database: openDatabase(join(folder, 'state')),
    folder,
    accountId: '000000000000',
    region: 'us-east-1',
    faults: noFaults,
    endpointUrl: () => 'http://127.0.0.1:4566',
    warn: (line) => warnings.push(line),
    ...options.context,
  };
  const code = join(folder, 'code');
  mkdirSync(code, { recursive: true });
  const lambda = createLambda(context, {
    queues: options.queues?.(context) ?? noQueues,
    cacheFolder,
    idleMs: options.idleMs,
    watch: options.watch,
    onLog: ({ text }) => lines.push(text),
  });
  const shut = async () => {
    await lambda.close();
    context.clock.stop();
    context.database.close();
  };
  const bench: LambdaBench = {
    context,
    lambda,
    folder,
    warnings,
    lines,
    write(files) {
      for (const [name, source] of Object.entries(files)) {
        const file = join(code, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, source);
      }
    },
    define: (name, changes = {}) => ({
      name,
      handler: `${name}.handler`,
      codeUri: code,
      build: { Format: 'esm', OutExtension: ['.js=.mjs'], EntryPoints: [`${name}.ts`] },
      runtime: 'nodejs24.x',
      memorySize: 128,
      timeoutSeconds: 30,
      environment: {},
      ...changes,
    }),
    async add(name, source, changes) {
      bench.write({ [`${name}.ts`]: source });
      await lambda.create(bench.define(name, changes));
    },
    async call(name, event = {}) {
      const { payload, functionError } = await lambda.invoke(name, JSON.stringify(event));
      return { error: functionError !== undefined, value: JSON.parse(payload) };
    },
    async reopen() {
      await shut();
      return openLambdaBench({ ...options, folder });
    },
    async close() {
      await shut();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return bench;
}
