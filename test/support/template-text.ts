/** Templates written inside tests: evaluated without a file, a stack or an engine. */

import { type Node, scalar, type Value } from '../../src/local/template/nodes.ts';
import { type GivenValues, type Parameter, readParameters } from '../../src/local/template/parameters.ts';
import { type Json, toJson } from '../../src/local/template/plain.ts';
import { resolve, type Scope } from '../../src/local/template/resolve.ts';
import { readTemplateText, type TemplateFile } from '../../src/local/template/template-file.ts';
import { createScope } from '../../src/local/template/template-scope.ts';

export const stack = {
  accountId: '000000000000',
  region: 'us-east-1',
  stackName: 'shop',
  stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1',
};

/** A template whose one resource is called `Thing`, with what else the test needs in front of it. */
export function withThing(thing: string, rest = ''): TemplateFile {
  return readTemplateText(
    `${rest}\nResources:\n  Other:\n    Type: Test::Other\n  Thing:\n${indent(thing, 4)}`,
    'test.yaml',
  );
}

/** The scope of a template; resources are known by `Ref` as `ref-<id>` and by `GetAtt` as `<id>.<attribute>`. */
export function scopeOf(
  template: TemplateFile,
  given: GivenValues = new Map(),
  known = true,
): { scope: Scope; parameters: Parameter[] } {
  const parameters = readParameters(template.parameters, given, template.file);
  const unknown = (place: Value['place']): Value => ({ kind: 'unknown', choices: [], place });
  const scope = createScope(template, parameters, stack, {
    reference: (name, place) => (known ? scalar(`ref-${name}`, place) : unknown(place)),
    attribute: (name, attribute, place) => (known ? scalar(`${name}.${attribute}`, place) : unknown(place)),
  });
  return { scope, parameters };
}

/** What a property value written in YAML evaluates to. */
export function evaluate(yaml: string, rest = '', given: Record<string, string> = {}): Json | undefined {
  const template = withThing(`Type: Test::Thing\nProperties:\n  Value:\n${indent(yaml, 4)}`, rest);
  const properties = template.resources.get('Thing')?.properties;
  const node: Node | undefined = properties?.entries.get('Value')?.node;
  if (!node) throw new Error('the template has no value');
  return toJson(resolve(node, scopeOf(template, new Map(Object.entries(given))).scope));
}

/** The message of what a function throws. */
export function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The lines of a text, moved to the right. */
export function indent(text: string, spaces: number): string {
  return text
    .split('\n')
    .map((line) => ' '.repeat(spaces) + line)
    .join('\n');
}
