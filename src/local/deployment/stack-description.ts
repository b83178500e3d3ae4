/**
 * Stands in for what CloudFormation shows of a stack's parameters and outputs: texts only.
 * Values of NoEcho parameters are masked here, before they rest anywhere.
 */
import type { Value } from '../template/nodes.ts';
import { usageError } from '../template/nodes.ts';
import type { Parameter } from '../template/parameters.ts';
import type { StackOutput } from './open-stack.ts';
import type { StoredStack } from './stack-store.ts';

/** The parameters as DescribeStacks gives them. */
export function describeParameters(parameters: readonly Parameter[]): StoredStack['parameters'] {
  return parameters.map(({ name, value, noEcho }) => ({ key: name, value: noEcho ? '****' : textOf(value) }));
}

/** The outputs as DescribeStacks gives them; an output must be a text. */
export function describeOutputs(outputs: readonly StackOutput[]): StoredStack['outputs'] {
  return outputs.map(({ name, value, description, exportName }) => {
    if (value.kind !== 'scalar') throw usageError(value.place, `output ${name} must be a text, not a ${value.kind}`);
    return {
      key: name,
      value: value.text,
      ...(description === undefined ? {} : { description }),
      ...(exportName === undefined ? {} : { exportName }),
    };
  });
}

function textOf(value: Value): string {
  if (value.kind === 'list') return value.items.map(textOf).join(',');
  return value.kind === 'scalar' ? value.text : '';
}
