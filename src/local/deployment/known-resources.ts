/**
 * Stands in for what CloudFormation knows of a stack's resources while it works on the stack.
 * What is not known is unknown, never guessed.
 */
import type { Described } from '../resources/provider.ts';
import { type Place, scalar, usageError, type Value } from '../template/nodes.ts';
import type { ResourceLookup } from '../template/template-scope.ts';
import type { StackOutput } from './open-stack.ts';

export interface KnownResources extends ResourceLookup {
  add(logicalId: string, described: Described): void;
  /** A nested stack, whose outputs may still be unknown. */
  addStack(logicalId: string, stackId: string | undefined, outputs: readonly StackOutput[]): void;
}

interface Known {
  reference(place: Place): Value;
  attribute(name: string, place: Place): Value;
}

/** Nothing is known of any resource at first. */
export function createKnownResources(): KnownResources {
  const resources = new Map<string, Known>();
  return {
    add(logicalId, { ref, attributes = {} }) {
      resources.set(logicalId, {
        reference: (place) => scalar(ref, place),
        attribute: (name, place) => knownText(attributes[name], place),
      });
    },
    addStack(logicalId, stackId, outputs) {
      resources.set(logicalId, {
        reference: (place) => knownText(stackId, place),
        attribute(name, place) {
          const output = outputs.find((each) => `Outputs.${each.name}` === name);
          if (output) return { ...output.value, place };
          const has = outputs.map((each) => each.name).join(', ');
          throw usageError(
            place,
            `${logicalId} has no output ${name.replace('Outputs.', '')} here; it has ${has || 'none'}`,
          );
        },
      });
    },
    reference: (logicalId, place) => resources.get(logicalId)?.reference(place) ?? knownText(undefined, place),
    attribute: (logicalId, name, place) =>
      resources.get(logicalId)?.attribute(name, place) ?? knownText(undefined, place),
  };
}

function knownText(text: string | undefined, place: Place): Value {
  return text === undefined ? { kind: 'unknown', choices: [], place } : scalar(text, place);
}
