import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';

export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
export type Properties = { [key: string]: Value };

export interface Parameter {
  Type: string;
  Description?: string;
  Default?: string | number;
  AllowedValues?: (string | number)[];
  AllowedPattern?: string;
  MinLength?: number;
  MaxLength?: number;
  MinValue?: number;
  MaxValue?: number;
}

export interface Resource {
  Type: string;
  Condition?: string;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Metadata?: Properties;
  Properties: Properties;
}

export interface Template {
  Description: string;
  Metadata: Record<string, Properties>;
  Parameters: Record<string, Parameter>;
  Rules: Record<string, Properties>;
  Conditions: Record<string, Value>;
  Globals: { Function: Properties };
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Description?: string; Value: Value; Condition?: string }>;
}

/** A statement of an IAM, queue, topic, bucket or key policy. */
export interface Statement {
  Effect: string;
  Principal?: Value;
  Action: string | string[];
  Resource: Value | Value[];
  Condition?: Record<string, Properties>;
}

export const appNames = ['checkout', 'storage-backup', 'search-analytics', 'replay'] as const;
export type AppName = (typeof appNames)[number];

/** The value of a YAML node, with short intrinsics in their long form. */
function nodeValue(node: unknown): Value {
  const plain = isMap(node)
    ? Object.fromEntries(node.items.map((pair) => [String(pair.key), nodeValue(pair.value)]))
    : isSeq(node)
      ? node.items.map(nodeValue)
      : isScalar(node)
        ? (node.value as Value)
        : null;
  const tag = isNode(node) && node.tag?.startsWith('!') ? node.tag.slice(1) : undefined;
  if (tag === undefined) return plain;
  if (tag === 'Ref' || tag === 'Condition') return { [tag]: plain };
  return { [`Fn::${tag}`]: tag === 'GetAtt' ? String(plain).split(/\.(.*)/s, 2) : plain };
}

/** The text as CloudFormation reads it: short intrinsics in their long form. */
export function parseTemplate(text: string): Template {
  return nodeValue(parseDocument(text, { logLevel: 'error' }).contents) as unknown as Template;
}

/** The shop's template, or that of one application. */
export function readTemplateOf(name: AppName | 'shop'): Template {
  return parseTemplate(readFileSync(join(repository, templatePathOf(name)), 'utf8'));
}

export const templatePathOf = (name: AppName | 'shop'): string =>
  name === 'shop' ? 'template.yaml' : `apps/${name}/template.yaml`;

/** The resources of one type, by logical id. */
export const resourcesOf = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

/** Every branch that `Fn::If` could choose, `AWS::NoValue` left out. */
export function branchesOf(value: Value | undefined): Value[] {
  if (value === undefined) return [];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    if (value['Ref'] === 'AWS::NoValue') return [];
    if (Array.isArray(value['Fn::If'])) return value['Fn::If'].slice(1).flatMap(branchesOf);
  }
  return [value];
}

/** Every statement of a policy document, conditional ones included. */
export function statementsOf(document: Value | undefined): Statement[] {
  const statements = (document as { Statement: Value[] } | undefined)?.Statement ?? [];
  return statements.flatMap(branchesOf) as unknown as Statement[];
}

export const getAtt = (id: string, attribute: string): Value => ({ 'Fn::GetAtt': [id, attribute] });
export const ref = (id: string): Value => ({ Ref: id });

/** The items of a property that may be one or a list. */
export const listOf = (value: Value | Value[] | undefined): Value[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** Every statement that grants a role something, with the logical id it stands under. */
export function grantsOf(template: Template): [string, Statement][] {
  const roles = resourcesOf(template, 'AWS::IAM::Role').flatMap(([id, role]) =>
    listOf(role.Properties['Policies']).flatMap((policy) =>
      statementsOf((policy as Properties)['PolicyDocument']).map((statement): [string, Statement] => [id, statement]),
    ),
  );
  const policies = resourcesOf(template, 'AWS::IAM::Policy').flatMap(([id, policy]) =>
    statementsOf(policy.Properties['PolicyDocument']).map((statement): [string, Statement] => [id, statement]),
  );
  return [...roles, ...policies];
}
