/**
 * Stands in for what AWS::Serverless::Function and AWS::Lambda::Function have in common.
 * Layers, VPC settings, file systems, images, destinations and versions are not performed.
 */

import { isAbsolute, join } from 'node:path';
import { arnOf } from '../../domain/arn.ts';
import { UsageError } from '../errors.ts';
import type { FunctionDefinition } from '../lambda/functions/function-definition.ts';
import { environmentFault } from '../lambda/functions/function-environment.ts';
import type { Described, ResourceContext } from './provider.ts';
import { accepted, flag, mapOf, objectOf, oneOf, performed, required, text, type Values, whole } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

/** The properties that both types have. Functions run on the Node of the local stack, whichever of these they name. */
export const functionTable = {
  FunctionName: performed(text, 'replaces'),
  Handler: required(text),
  Runtime: required(oneOf('nodejs24.x', 'nodejs22.x', 'nodejs20.x')),
  MemorySize: performed(whole),
  Timeout: performed(whole),
  Description: performed(text),
  Environment: performed(objectOf({ Variables: performed(mapOf(text)) })),
  ReservedConcurrentExecutions: performed(whole),
  LoggingConfig: performed(
    objectOf({
      LogGroup: performed(text),
      LogFormat: accepted(),
      ApplicationLogLevel: accepted(),
      SystemLogLevel: accepted(),
    }),
  ),
  PackageType: performed(oneOf('Zip')),
  Role: accepted(text),
  Architectures: accepted(),
  EphemeralStorage: accepted(),
  KmsKeyArn: accepted(),
  RecursiveLoop: accepted(),
  RuntimeManagementConfig: accepted(),
  SnapStart: accepted(objectOf({ ApplyOn: performed(oneOf('None')) })),
  PublishToLatestPublished: accepted(flag),
};

/** Where the two types differ. */
interface OwnProperties {
  /** The folder of the code. */
  readonly code: string | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly tracing: string | undefined;
}

/** What becomes of a function over its life; `own` reads what its type writes in its own way. */
export function functionLife<P extends Values<typeof functionTable>>(own: (properties: P) => OwnProperties) {
  const nameOf = (properties: P, context: ResourceContext) => properties.FunctionName ?? context.generatedName(64);
  const define = (name: string, properties: P, context: ResourceContext) =>
    functionDefinition(name, properties, own(properties), context);
  return {
    prepare: (properties: P, context: ResourceContext) =>
      context.engines.functions.prebuild(define(nameOf(properties, context), properties, context)),
    async create(properties: P, context: ResourceContext) {
      const name = nameOf(properties, context);
      await context.engines.functions.create(define(name, properties, context));
      return name;
    },
    update: (name: string, properties: P, context: ResourceContext) =>
      context.engines.functions.update(name, define(name, properties, context)),
    delete: (name: string, { engines }: ResourceContext) => unlessGone(() => engines.functions.remove(name)),
    exists: (name: string, { engines }: ResourceContext) => engines.functions.get(name) !== undefined,
    describe: (name: string, _properties: P, context: ResourceContext) => describeFunction(name, context),
  };
}

/** A function as the runner wants it. Lambda's own defaults are 128 MB and 3 seconds. */
function functionDefinition(
  name: string,
  properties: Values<typeof functionTable>,
  { code, tags, tracing }: OwnProperties,
  context: ResourceContext,
): FunctionDefinition {
  const { Handler, Runtime, MemorySize = 128, Timeout = 3, Environment, LoggingConfig } = properties;
  const environment = Environment?.Variables ?? {};
  const fault = environmentFault(environment);
  if (fault) throw new UsageError(`${context.logicalId}: Environment.Variables: ${fault.message}`);
  const folder = code === undefined ? context.folder : isAbsolute(code) ? code : join(context.folder, code);
  return {
    name,
    arn: functionArn(name, context),
    handler: Handler,
    codeUri: folder,
    build: buildProperties(context),
    runtime: Runtime,
    memorySize: MemorySize,
    timeoutSeconds: Timeout,
    environment,
    concurrency: properties.ReservedConcurrentExecutions,
    logGroup: LoggingConfig?.LogGroup,
    description: properties.Description,
    role: properties.Role,
    tags,
    tracing,
  };
}

/** `Metadata.BuildProperties`; only esbuild builds functions here. */
function buildProperties({ metadata, logicalId }: ResourceContext): Readonly<Record<string, unknown>> {
  const method = metadata['BuildMethod'];
  if (method !== undefined && method !== 'esbuild') {
    throw new UsageError(`${logicalId}: Metadata.BuildMethod is ${JSON.stringify(method)}; locally it must be esbuild`);
  }
  const properties = metadata['BuildProperties'];
  return typeof properties === 'object' && properties !== null ? { ...properties } : {};
}

/** What Ref and GetAtt give for a function. */
function describeFunction(name: string, context: ResourceContext): Described {
  return { ref: name, attributes: { Arn: functionArn(name, context) } };
}

function functionArn(name: string, context: ResourceContext): string {
  return arnOf(context, 'lambda', `function:${name}`);
}
