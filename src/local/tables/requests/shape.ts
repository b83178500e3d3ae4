/**
 * The shapes of DynamoDB's inputs: what each operation takes, in the order in which DynamoDB checks it.
 * Members that a shape does not name are ignored, as AWS does.
 */
import type { Rule } from './rules.ts';

/** A value of the JSON body as an operation takes it. */
export type Shape = ScalarShape | ListShape | MapShape | StructureShape | AttributeValueShape;

interface WithRules {
  readonly rules?: readonly Rule[];
}

export interface ScalarShape extends WithRules {
  readonly kind: 'Boolean' | 'Integer' | 'Long' | 'Double' | 'String' | 'Blob';
}

export interface ListShape extends WithRules {
  readonly kind: 'List' | 'ParameterizedList';
  readonly of: Shape;
}

export interface MapShape extends WithRules {
  readonly kind: 'Map' | 'ParameterizedMap';
  readonly of: Shape;
  /** The Java class of its values, for the error texts. */
  readonly className: string;
  /** What must hold for each key, and for each value. */
  readonly keys?: readonly Rule[];
  readonly values?: readonly Rule[];
}

export interface StructureShape extends WithRules {
  readonly kind: 'Structure';
  readonly className: string;
  /** As an element of a list or map, or as a member: the error texts differ. */
  readonly place: 'element' | 'member';
  readonly members: Members;
}

export interface AttributeValueShape extends WithRules {
  readonly kind: 'AttributeValue';
  readonly place: 'element' | 'member';
}

export type Members = Readonly<Record<string, Shape>>;

/** An operation's input: its members; `required` ones are missed before anything else is looked at. */
export interface InputShape {
  readonly members: Members;
  readonly required?: readonly string[];
  /** Members that hold a table's name of 3 to 255 characters, which is said in words of its own. */
  readonly tableNames?: readonly string[];
}

export const boolean: Shape = { kind: 'Boolean' };
export const value: Shape = { kind: 'AttributeValue', place: 'element' };
export const memberValue: Shape = { kind: 'AttributeValue', place: 'member' };

/** A text with rules. */
export const text = (...rules: Rule[]): Shape => ({ kind: 'String', rules });
/** A whole number with rules. */
export const integer = (...rules: Rule[]): Shape => ({ kind: 'Integer', rules });
/** A large whole number with rules. */
export const long = (...rules: Rule[]): Shape => ({ kind: 'Long', rules });
/** A list with rules. */
export const list = (of: Shape, ...rules: Rule[]): Shape => ({ kind: 'List', of, rules });
/** A map of values of a Java class, with rules. */
export const map = (className: string, of: Shape, ...rules: Rule[]): Shape => ({ kind: 'Map', className, of, rules });
/** A structure as an element of a list or map. */
export const element = (className: string, members: Members): Shape => ({
  kind: 'Structure',
  place: 'element',
  className,
  members,
});
/** A structure as a member, with rules. */
export const structure = (className: string, members: Members, ...rules: Rule[]): Shape => ({
  kind: 'Structure',
  place: 'member',
  className,
  members,
  rules,
});
