/**
 * Stands in for AWS::Lambda::Function whose Code is a local folder, as `sam build` and `aws cloudformation package` take it.
 * Code in S3, images and inline code (ZipFile) are not performed.
 */
import { describeFunction, functionDefinition, functionTable } from './function-settings.ts';
import { defineResource } from './provider.ts';
import { accepted, required, text } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

/** A function declared without SAM. */
export const lambdaFunction = defineResource({
  type: 'AWS::Lambda::Function',
  usesFolder: true,
  attributes: ['Arn'],
  table: { ...functionTable, Code: required(text), TracingConfig: accepted() },
  prepare: (properties, context) =>
    context.engines.functions.prebuild(
      functionDefinition(properties.FunctionName ?? context.generatedName(64), properties, properties.Code, context),
    ),
  async create(properties, context) {
    const name = properties.FunctionName ?? context.generatedName(64);
    await context.engines.functions.create(functionDefinition(name, properties, properties.Code, context));
    return name;
  },
  update(name, properties, context) {
    return context.engines.functions.update(name, functionDefinition(name, properties, properties.Code, context));
  },
  delete: (name, { engines }) => unlessGone(() => engines.functions.remove(name)),
  exists: (name, { engines }) => engines.functions.get(name) !== undefined,
  describe: (name, _properties, context) => describeFunction(name, context),
});
