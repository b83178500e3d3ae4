/**
 * Stands in for CloudFormation's reading of a template's sections, after the SAM transform.
 * Hooks and macros (any Transform but AWS::Serverless-2016-10-31) are refused by name.
 */

import { readFileSync } from 'node:fs';
import { messageOf } from '../../domain/errors.ts';
import { UsageError } from '../errors.ts';
import { asList, asMap, asText, type MapOf, type Node, type Place, usageError } from './nodes.ts';
import { parseTemplate } from './parse-template.ts';
import { transformServerless } from './serverless-transform.ts';
import type { TemplateResource } from './template-resource.ts';

export interface TemplateFile {
  /** The path as it is shown to the user. */
  readonly file: string;
  readonly text: string;
  readonly description: string | undefined;
  readonly parameters: MapOf<Node> | undefined;
  readonly rules: MapOf<Node> | undefined;
  readonly mappings: MapOf<Node> | undefined;
  readonly conditions: MapOf<Node> | undefined;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly outputs: MapOf<Node> | undefined;
}

const sections = [
  'AWSTemplateFormatVersion',
  'Transform',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Globals',
  'Resources',
  'Outputs',
];
const resourceFields = [
  'Type',
  'Properties',
  'Metadata',
  'Condition',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  // SAM CLI's own; says nothing to CloudFormation.
  'Connectors',
];
const policies = ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'];

/** Reads a template file from disk. */
export function loadTemplate(path: string, file = path): TemplateFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`${file}: cannot read the template: ${messageOf(cause)}`, { cause });
  }
  return readTemplateText(text, file);
}

/** Reads the text of a template; `file` is what errors call it. */
export function readTemplateText(text: string, file: string): TemplateFile {
  const root = asMap(parseTemplate(text, file), 'a template');
  for (const [name, { place }] of root.entries) {
    if (!sections.includes(name)) {
      throw usageError(place, `section ${name} is not performed locally; a template may have ${sections.join(', ')}`);
    }
  }
  const section = (name: string) => {
    const entry = root.entries.get(name);
    return entry && asMap(entry.node, name);
  };
  const serverless = readTransform(root);
  const resources = section('Resources');
  if (!resources || resources.entries.size === 0) throw usageError(root.place, 'the template has no Resources');
  const written = [...resources.entries].map(([logicalId, { node, place }]) => readResource(logicalId, node, place));
  const description = root.entries.get('Description');
  return {
    file,
    text,
    description: description && asText(description.node, 'Description'),
    parameters: section('Parameters'),
    rules: section('Rules'),
    mappings: section('Mappings'),
    conditions: section('Conditions'),
    resources: transformServerless(written, section('Globals'), serverless),
    outputs: section('Outputs'),
  };
}

function readTransform(root: MapOf<Node>): boolean {
  const entry = root.entries.get('Transform');
  if (!entry) return false;
  const names = entry.node.kind === 'list' ? entry.node.items : [entry.node];
  for (const node of names) {
    const name = node.kind === 'scalar' ? node.text : 'a macro with parameters';
    if (name !== 'AWS::Serverless-2016-10-31') {
      throw usageError(node.place, `transform ${name} is not performed locally; AWS::Serverless-2016-10-31 is`);
    }
  }
  return true;
}

function readResource(logicalId: string, node: Node, place: Place): TemplateResource {
  if (!/^[A-Za-z0-9]+$/.test(logicalId))
    throw usageError(place, `logical id ${logicalId} may hold letters and digits only`);
  const { entries, place: mapPlace } = asMap(node, `resource ${logicalId}`);
  for (const [field, entry] of entries) {
    if (!resourceFields.includes(field)) {
      throw usageError(
        entry.place,
        `${logicalId}: ${field} is not performed locally; a resource may have ${resourceFields.join(', ')}`,
      );
    }
  }
  const text = (field: string) => {
    const entry = entries.get(field);
    return entry && asText(entry.node, `${field} of ${logicalId}`);
  };
  const map = (field: string) => {
    const entry = entries.get(field);
    return entry && asMap(entry.node, `${field} of ${logicalId}`);
  };
  const policy = (field: string) => {
    const value = text(field) ?? 'Delete';
    const where = entries.get(field)?.place ?? place;
    if (!policies.includes(value))
      throw usageError(where, `${field} of ${logicalId} is ${value}; it may be ${policies.join(', ')}`);
    return value;
  };
  const type = text('Type');
  if (type === undefined) throw usageError(place, `resource ${logicalId} has no Type`);
  return {
    logicalId,
    type,
    properties: map('Properties') ?? { kind: 'map', entries: new Map(), place: mapPlace },
    metadata: map('Metadata'),
    condition: text('Condition'),
    dependsOn: readDependsOn(entries.get('DependsOn')?.node),
    deletionPolicy: policy('DeletionPolicy'),
    updateReplacePolicy: policy('UpdateReplacePolicy'),
    place: entries.get('Type')?.place ?? place,
  };
}

function readDependsOn(node: Node | undefined): TemplateResource['dependsOn'] {
  if (!node) return [];
  const items = node.kind === 'list' ? asList(node, 'DependsOn').items : [node];
  return items.map((item) => ({ name: asText(item, 'DependsOn'), place: item.place }));
}
