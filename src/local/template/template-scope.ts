/**
 * Stands in for CloudFormation's names while a template is evaluated: parameters, pseudo parameters, conditions, mappings.
 * AWS::NotificationARNs is always empty.
 */
import { asMap, asText, type Node, type Place, scalar, usageError, type Value } from './nodes.ts';
import type { Parameter } from './parameters.ts';
import type { Scope } from './resolve.ts';
import type { TemplateFile } from './template-file.ts';
import { truth } from './truth.ts';

/** Conditions that one condition may lead through. */
const MAX_CHAIN = 100;

/** The pseudo parameters that differ from stack to stack. */
export interface StackIdentity {
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
  readonly stackId: string;
}

/** What the resources of the stack are, as far as is known. */
export interface ResourceLookup {
  reference(logicalId: string, place: Place): Value;
  attribute(logicalId: string, attribute: string, place: Place): Value;
}

/** Makes the scope in which the template of one stack is evaluated. Conditions see parameters only. */
export function createScope(
  template: TemplateFile,
  parameters: readonly Parameter[],
  stack: StackIdentity,
  lookup: ResourceLookup,
): Scope {
  const values = new Map(parameters.map((parameter) => [parameter.name, parameter.value]));
  const conditions = new Map<string, boolean | undefined>();
  const evaluating: string[] = [];
  const inConditions: ResourceLookup = {
    reference: (name, place) => {
      throw usageError(place, `a condition cannot depend on the resource ${name}`);
    },
    attribute: (name, _attribute, place) => {
      throw usageError(place, `a condition cannot depend on the resource ${name}`);
    },
  };

  const reference = (name: string, place: Place, from: ResourceLookup): Value => {
    if (name.startsWith('AWS::')) return pseudoParameter(name, stack, place);
    const value = values.get(name);
    if (value) return value;
    existing(name, place);
    return from.reference(name, place);
  };
  const attribute = (logicalId: string, name: string, place: Place, from: ResourceLookup): Value => {
    existing(logicalId, place);
    return from.attribute(logicalId, name, place);
  };
  /** A reference must not lead to what the template lacks, or leaves out by a condition. */
  const existing = (logicalId: string, place: Place) => {
    const resource = template.resources.get(logicalId);
    if (!resource) {
      throw usageError(place, `${logicalId} is neither a parameter nor a resource of this template`);
    }
    if (resource.condition !== undefined && condition(resource.condition, resource.place) === false) {
      throw usageError(place, `${logicalId} does not exist here, because its condition ${resource.condition} is false`);
    }
  };
  const condition = (name: string, place: Place): boolean | undefined => {
    if (conditions.has(name)) return conditions.get(name);
    const entry = template.conditions?.entries.get(name);
    if (!entry) throw usageError(place, `the template has no condition ${name}`);
    if (evaluating.includes(name)) {
      throw usageError(entry.place, `conditions depend on each other: ${[...evaluating, name].join(' → ')}`);
    }
    if (evaluating.length === MAX_CHAIN) {
      throw usageError(entry.place, `conditions lead to one another more than ${MAX_CHAIN} deep, up to ${name}`);
    }
    evaluating.push(name);
    const value = truth(entry.node, { ...scope, ...bound(inConditions) });
    evaluating.pop();
    conditions.set(name, value);
    return value;
  };
  const bound = (from: ResourceLookup): Pick<Scope, 'reference' | 'attribute'> => ({
    reference: (name, place) => reference(name, place, from),
    attribute: (logicalId, name, place) => attribute(logicalId, name, place, from),
  });
  const scope: Scope = {
    ...bound(lookup),
    condition,
    mapping: (map, first, second, place) => findMapping(template, [map, first, second], place),
  };
  return scope;
}

function pseudoParameter(name: string, stack: StackIdentity, place: Place): Value {
  switch (name) {
    case 'AWS::NoValue':
      return { kind: 'nothing', place };
    case 'AWS::Region':
      return scalar(stack.region, place);
    case 'AWS::AccountId':
      return scalar(stack.accountId, place);
    case 'AWS::Partition':
      return scalar('aws', place);
    case 'AWS::URLSuffix':
      return scalar('amazonaws.com', place);
    case 'AWS::StackName':
      return scalar(stack.stackName, place);
    case 'AWS::StackId':
      return scalar(stack.stackId, place);
    case 'AWS::NotificationARNs':
      return { kind: 'list', items: [], place };
    default:
      throw usageError(place, `${name} is not a pseudo parameter of CloudFormation`);
  }
}

function findMapping(template: TemplateFile, path: readonly string[], place: Place): Node {
  let node: Node | undefined = template.mappings;
  for (const key of path) node = node && asMap(node, 'a mapping').entries.get(key)?.node;
  if (!node) throw usageError(place, `Fn::FindInMap finds no ${path.join(' → ')} in Mappings`);
  return node;
}

/** True unless a condition leaves the named thing out; undefined when only the deployment will know. */
export function isIncluded(condition: Node | undefined, scope: Scope): boolean | undefined {
  return condition === undefined ? true : scope.condition(asText(condition, 'Condition'), condition.place);
}
