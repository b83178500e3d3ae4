/**
 * Stands in for the AWS services as CloudFormation sees them: what a resource may ask of the engines.
 * Only control-plane calls; no message, object or item passes through here.
 */
import type { Operations, ServiceRequest } from '../endpoint/service.ts';
import type { HttpApis } from '../http-api/index.ts';
import type { FunctionDefinition } from '../lambda/functions/function-definition.ts';
import type { Permission } from '../lambda/functions/permission-store.ts';
import type { EventSourceMappings } from '../lambda/mappings/event-source-mapping.ts';

/** The engines that resources are made in; each is the room of the same name, or a part of it. */
export interface Engines {
  readonly topics: { readonly operations: Operations };
  readonly queues: {
    readonly operations: Operations;
    arnOf(name: string): string;
    urlOf(name: string): string;
    exists(arn: string): boolean;
    depth(arn: string): { visible: number; inFlight: number; delayed: number };
  };
  readonly objects: {
    bucketExists(name: string): boolean;
    createBucket(name: string): void;
    /** Keeps what a template declares of a bucket; what it declared before and does no more is taken back. */
    declareBucket(name: string, properties: object, previous?: object): void;
    declarePolicy(bucket: string, policy: object | undefined): void;
    deleteBucket(name: string): void;
    isEmpty(name: string): boolean;
  };
  readonly firehose: { readonly operations: Operations; buffered(): Record<string, number> };
  readonly tables: { readonly operations: Operations };
  readonly functions: {
    create(definition: FunctionDefinition): Promise<void>;
    update(name: string, changes: Partial<FunctionDefinition>): Promise<void>;
    remove(name: string): Promise<void>;
    get(name: string): FunctionDefinition | undefined;
    /** Puts a permission into a function's policy, where it is shown and authorises nothing. */
    allow(functionNameOrArn: string, id: string, permission: Permission): void;
    disallow(functionNameOrArn: string, id: string): void;
    /** Begins to bundle in the background; what goes wrong is said by `create`. */
    prebuild(definition: FunctionDefinition): void;
    readonly logs: Operations;
    readonly mappings: Pick<EventSourceMappings, 'create' | 'get' | 'remove' | 'update'>;
  };
  readonly alarms: {
    putAlarm(name: string, properties: object, tags?: Readonly<Record<string, string>>): void;
    removeAlarm(name: string): void;
    putRule(name: string, rule: { pattern: string; targets: string[]; enabled: boolean }): void;
    removeRule(name: string): void;
    putMachine(arn: string, task: { mappingId: string; enabled: boolean }): void;
    removeMachine(arn: string): void;
  };
  readonly httpApi: Pick<HttpApis, 'put' | 'remove' | 'has' | 'endpointOf'>;
  readonly search: {
    createDomain(name: string): { arn: string; endpoint: string };
    /** Keeps what is declared of a domain, for DescribeDomain. */
    declareDomain(name: string, properties: object): void;
    deleteDomain(name: string): void;
    /** Host, port and path without a scheme. */
    endpointOf(name: string): string;
    documents(name: string): number;
  };
}

/** Calls an engine's operation in process; what is undefined in the input is left out. */
export async function call(
  operations: Operations,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const perform = operations[operation];
  if (!perform) throw new TypeError(`the engine has no operation ${operation}`);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  return { ...(await perform(given, inProcess)) };
}

/** What stands for the HTTP request of a call that never was one. */
const inProcess: ServiceRequest = {
  method: 'POST',
  path: '/',
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
  requestId: 'cloudformation',
};

/** A text in an engine's answer; the operation must have given it. */
export function answerText(answer: Readonly<Record<string, unknown>>, name: string): string {
  const value = answer[name];
  if (typeof value !== 'string') throw new TypeError(`the engine's answer has no ${name}`);
  return value;
}
