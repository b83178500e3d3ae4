/**
 * Stands in for AWS::Serverless::Function; its events are resources of their own, which the transform makes.
 * Aliases, layers, function URLs, VPC settings, images and inline code are not performed.
 */
import { describeFunction, functionDefinition, functionTable } from './function-settings.ts';
import { defineResource } from './provider.ts';
import { accepted, required, text } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

/** A function whose code lies in a folder beside its template. */
export const serverlessFunction = defineResource({
  type: 'AWS::Serverless::Function',
  apiType: 'AWS::Lambda::Function',
  usesFolder: true,
  attributes: ['Arn'],
  table: {
    ...functionTable,
    CodeUri: required(text),
    AssumeRolePolicyDocument: accepted(),
    PermissionsBoundary: accepted(),
    Policies: accepted(),
    PropagateTags: accepted(),
    RolePath: accepted(),
    Tracing: accepted(),
  },
  prepare: (properties, context) =>
    context.engines.functions.prebuild(
      functionDefinition(properties.FunctionName ?? context.generatedName(64), properties, properties.CodeUri, context),
    ),
  async create(properties, context) {
    const name = properties.FunctionName ?? context.generatedName(64);
    await context.engines.functions.create(functionDefinition(name, properties, properties.CodeUri, context));
    return name;
  },
  update(name, properties, context) {
    return context.engines.functions.update(name, functionDefinition(name, properties, properties.CodeUri, context));
  },
  delete: (name, { engines }) => unlessGone(() => engines.functions.remove(name)),
  exists: (name, { engines }) => engines.functions.get(name) !== undefined,
  describe: (name, _properties, context) => describeFunction(name, context),
});
