/**
 * The public door of the local stack: a SAM template running whole in this process, on 127.0.0.1 and one clock.
 * It stands in for an AWS account with one Region; it performs, accepts or refuses what docs/local-stack-limits.md says.
 */
import type { SendToDomain } from '../aws/search/search-domain.ts';
import { localDoor } from '../domain/drive-by/local-door.ts';
import { createClock } from './clock.ts';
import { openClockLead } from './clock-lead.ts';
import type { LocalContext } from './context.ts';
import { type FlushResult, flush } from './control/flush.ts';
import { createControl } from './control/index.ts';
import { openDatabase } from './database.ts';
import { type Deployed, deployTemplate } from './deployment/index.ts';
import { tellTrouble } from './disk-trouble.ts';
import { routeRequests } from './endpoint/router.ts';
import { type Endpoint, listen } from './endpoint/server.ts';
import { createFaults, type Faults } from './faults/index.ts';
import { openKeptDatabase } from './kept-state/index.ts';
import { type LocalParameter, readLocalParameters } from './parameters/samconfig.ts';
import { seldom } from './seldom.ts';
import { createServices, type Services } from './services.ts';
import { takeStateFolder } from './state-folder.ts';
import { watchTemplates } from './template-watch.ts';

/** How a local stack is to run; everything has a default but the template. */
export interface LocalStackOptions {
  /** The SAM template, as `sam deploy` would take it. */
  readonly templateFile: string;
  /** The root stack's name, with which physical names begin; `local` by default. */
  readonly stackName?: string;
  /**
   * Template parameters by name; texts, as CloudFormation takes them. They go over those that samconfig.toml beside the template gives
   * `[default.local_start_api.parameters]`, name by name.
   */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Another environment of samconfig.toml than `default`. */
  readonly configEnv?: string | undefined;
  /** Port of the AWS endpoint and of the HTTP API; 0, the default, picks a free one. */
  readonly awsPort?: number;
  readonly apiPort?: number;
  /** Folder that keeps the state across restarts; without it a temporary one. */
  readonly dataDir?: string | undefined;
  /** Empties `dataDir` first. */
  readonly reset?: boolean;
  /** How many times faster than the machine's every local clock runs, 1 by default; 0: they stand still until `advance`. */
  readonly speed?: number;
  /** A real OpenSearch or DynamoDB in place of the embedded one. */
  readonly searchEndpoint?: string | undefined;
  readonly dynamodbEndpoint?: string | undefined;
  /** Further names by which the ports may be called, beside 127.0.0.1, localhost and names below localhost. */
  readonly allowHost?: readonly string[] | undefined;
  /** Passes on what functions log, line by line, to `warn`. */
  readonly verbose?: boolean;
  /** Picks up changed sources and templates. */
  readonly watch?: boolean;
  /**
   * Run after the first deployment, before anything is polled, and after every later one: what an operator does once a stack is
   * there. A rejection ends the start, and is a warning later.
   */
  readonly afterDeploy?: (stack: DeployedStack) => Promise<void>;
  /** Where one-line warnings go; nowhere by default. */
  readonly warn?: (line: string) => void;
}

/** A stack as it has just been deployed. */
export interface DeployedStack {
  /** The outputs of the root template. */
  readonly outputs: Readonly<Record<string, string>>;
  /** A way to the search domain of an endpoint, in process; undefined for one that is not this stack's. */
  sendTo(searchEndpoint: string): SendToDomain | undefined;
}

/** A running local stack. */
export interface LocalStack {
  readonly awsUrl: string;
  readonly awsPort: number;
  readonly apiUrl: string;
  readonly searchUrl: string;
  readonly region: string;
  /** The outputs of the root template. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What was accepted without effect and is worth knowing, one line each. */
  readonly notices: readonly string[];
  readonly faults: Faults;
  /** Moves every local clock on by `seconds`. */
  advance(seconds: number): void;
  /** Brings everything, or one stream, to rest. */
  flush(stream?: string): Promise<FlushResult>;
  metrics(): ReturnType<Services['metrics']>;
  /** Delivers what was accepted, for at most `drainMs` of real time (0, the default: at once), and ends. */
  stop(options?: { drainMs?: number }): Promise<{ undelivered: Record<string, number> }>;
}

/** What ends one part of the stack. */
type Step = () => void | Promise<void>;

const ACCOUNT_ID = '000000000000';

/**
 * Starts the stack and resolves once its template is deployed; there is no partial start.
 * Rejects with UsageError (template, parameter or folder cannot be used), DeploymentError, or EADDRINUSE.
 * @example
 * const stack = await startLocalStack({ templateFile: 'template.yaml' });
 * await fetch(stack.outputs['ApiUrl'], { method: 'POST', body });
 * await stack.flush();
 * await stack.stop();
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const configured = readLocalParameters(options);
  const folder = takeStateFolder(options);
  const undo: Step[] = [() => folder.release()];
  try {
    return await start(options, configured, folder.path, undo);
  } catch (error) {
    await unwind(undo);
    throw error;
  }
}

async function start(
  options: LocalStackOptions,
  configured: ReadonlyMap<string, LocalParameter>,
  folder: string,
  undo: Step[],
): Promise<LocalStack> {
  const say = options.warn ?? (() => {});
  const warn = seldom(say);
  const region = process.env['AWS_REGION'] ?? 'us-east-1';
  const database = options.dataDir === undefined ? openDatabase(folder, { throwaway: true }) : openKeptDatabase(folder);
  undo.push(() => database.close());
  const lead = openClockLead(database);
  const clock = createClock({ speed: options.speed ?? 1, advancedMs: lead.milliseconds });
  undo.push(() => clock.stop());
  undo.push(lead.follow(clock));
  undo.push(tellTrouble(database, { clock, warn, folder }));
  const faults = createFaults(clock);
  let endpoint: Endpoint | undefined;
  let deployed: Deployed | undefined;
  const context: LocalContext = {
    clock,
    database,
    folder,
    accountId: ACCOUNT_ID,
    region,
    faults,
    endpointUrl: () => endpoint?.url ?? '',
    warn,
  };
  const door = localDoor(options.allowHost);
  const services = createServices(context, {
    door,
    searchEndpoint: options.searchEndpoint,
    dynamodbEndpoint: options.dynamodbEndpoint,
    watch: options.watch,
    onLog: options.verbose ? ({ functionName, text }) => say(`${functionName}: ${text}`) : undefined,
  });
  const { queues, firehose, search, functions, topics } = services;
  const settling = { queues, firehose, search, topics, mappings: functions.mappings };
  const advance = (seconds: number) => {
    services.record();
    clock.advance(seconds * 1000);
    lead.save(clock);
  };
  const control = createControl({
    state: () => (deployed ? 'ready' : 'starting'),
    outputs: () => deployed?.outputs ?? {},
    flush: (stream) => flush(settling, { stream }),
    hasStream: (name) => Object.hasOwn(firehose.metrics(), name),
    metrics: services.metrics,
    clock: { ...clock, advance: (ms) => advance(ms / 1000) },
    faults,
  });
  const handle = routeRequests({ local: control, search: services.search.handle, services: services.endpoint, door });
  endpoint = await listen({ port: options.awsPort ?? 0, handle, database, warn });
  undo.push(endpoint.close, services.close);
  const apiPort = await services.httpApi.listen(options.apiPort ?? 0);
  await services.tables.start();
  deployed = await deployTemplate({
    file: options.templateFile,
    stackName: options.stackName ?? 'local',
    ...mergeParameters(configured, options.parameters),
    engines: services,
    context,
  });
  const settle = async ({ outputs }: Deployed) => options.afterDeploy?.({ outputs, sendTo: search.senderTo });
  await settle(deployed);
  functions.mappings.resume();
  const templates = options.watch
    ? watchTemplates(
        deployed,
        async (changed) => {
          deployed = changed;
          await settle(changed);
        },
        warn,
      )
    : undefined;
  const first = deployed;
  return {
    awsUrl: endpoint.url,
    awsPort: endpoint.port,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    searchUrl: search.url(),
    region,
    get outputs() {
      return deployed?.outputs ?? first.outputs;
    },
    notices: ignoredNotices(first),
    faults,
    advance,
    flush: (stream) => flush(settling, { stream }),
    metrics: services.metrics,
    async stop({ drainMs = 0 } = {}) {
      await templates?.close();
      await services.httpApi.close(drainMs);
      if (drainMs > 0) await flush(settling, { timeoutMs: drainMs });
      // A call that a fault holds back would hold the end back as well, and so would a full disk.
      faults.clear();
      database.giveUp();
      const undelivered = remaining(services);
      lead.save(clock);
      await unwind(undo);
      return { undelivered };
    },
  };
}

/** Ends the parts, the last begun first, all of them; then throws what the first that failed did. */
async function unwind(steps: Step[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps.reverse()) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** What was given goes over what is configured, name by name; only the latter has a place in a file. */
function mergeParameters(
  configured: ReadonlyMap<string, LocalParameter>,
  given: Readonly<Record<string, string>> = {},
) {
  const kept = [...configured].filter(([name]) => !Object.hasOwn(given, name));
  return {
    parameters: { ...Object.fromEntries(kept.map(([name, { text }]) => [name, text])), ...given },
    parameterPlaces: new Map(kept.map(([name, { place }]) => [name, place])),
  };
}

/** One line that names, type by type, what was accepted and has no effect here. */
function ignoredNotices({ ignored }: Deployed): string[] {
  if (ignored.length === 0) return [];
  const types = Map.groupBy(ignored, ({ type }) => type.replace('AWS::', '').replace('::', ' '));
  const names = [...types].map(([type, entries]) => {
    const properties = new Set(entries.flatMap(({ property }) => property?.split('.').at(-1) ?? []));
    return properties.size === 0 ? type : `${type} (${[...properties].join(', ')})`;
  });
  return [`Without effect here (docs/local-stack-limits.md): ${names.join(', ')}.`];
}

/** Messages and records that are still on their way, by physical name. */
function remaining({ queues, firehose }: Services): Record<string, number> {
  const all = { ...queues.counts(), ...firehose.buffered() };
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
}
