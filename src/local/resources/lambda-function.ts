/**
 * Stands in for AWS::Lambda::Function whose Code is a local folder, as `sam build` and `aws cloudformation package` take it.
 * Code in S3, images and inline code (ZipFile) are not performed.
 */
import { functionLife, functionTable } from './function-settings.ts';
import { defineResource } from './provider.ts';
import { accepted, listOf, objectOf, required, text, type Values } from './shapes.ts';

const tag = objectOf({ Key: required(text), Value: required(text) });
const table = {
  ...functionTable,
  Code: required(text),
  Tags: accepted(listOf(tag)),
  TracingConfig: accepted(objectOf({ Mode: accepted(text) })),
};

/** A function declared without SAM. */
export const lambdaFunction = defineResource({
  type: 'AWS::Lambda::Function',
  usesFolder: true,
  attributes: ['Arn'],
  table,
  ...functionLife(({ Code, Tags, TracingConfig }: Values<typeof table>) => ({
    code: Code,
    tracing: TracingConfig?.Mode,
    tags: Tags && Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
  })),
});
