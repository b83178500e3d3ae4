/**
 * Stands in for AWS::Serverless::Function; its events are resources of their own, which the transform makes.
 * Aliases, layers, function URLs, VPC settings, images and inline code are not performed.
 */
import { functionLife, functionTable } from './function-settings.ts';
import { defineResource } from './provider.ts';
import { accepted, mapOf, required, text, type Values } from './shapes.ts';

const table = {
  ...functionTable,
  CodeUri: required(text),
  AssumeRolePolicyDocument: accepted(),
  PermissionsBoundary: accepted(),
  Policies: accepted(),
  PropagateTags: accepted(),
  RolePath: accepted(),
  Tags: accepted(mapOf(text)),
  Tracing: accepted(text),
};

/** A function whose code lies in a folder beside its template. */
export const serverlessFunction = defineResource({
  type: 'AWS::Serverless::Function',
  apiType: 'AWS::Lambda::Function',
  usesFolder: true,
  attributes: ['Arn'],
  table,
  // SAM's transform adds its own tag (SAM guide, "Generated CloudFormation resources").
  ...functionLife(({ CodeUri, Tags, Tracing }: Values<typeof table>) => ({
    code: CodeUri,
    // Disabled is a word of SAM alone.
    tracing: Tracing === 'Disabled' ? undefined : Tracing,
    tags: { 'lambda:createdBy': 'SAM', ...Tags },
  })),
});
