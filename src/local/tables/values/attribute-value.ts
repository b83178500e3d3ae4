/**
 * DynamoDB's attribute values as its JSON protocol writes them, and what makes one valid.
 * Sources of the texts: recorded answers of DynamoDB (the tests of dynalite and moto).
 */
import { validationError } from '../table-errors.ts';
import { normalNumber } from './number.ts';

/** One value: exactly one member. Numbers are decimal texts in plain notation, binary is base64. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly L?: readonly AttributeValue[];
  readonly M?: Item;
}

export type AttributeType = keyof AttributeValue;

/** An item, or a map in one. Read it with `attributeOf`: a name such as `constructor` is an ordinary one. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** Lists and maps within each other (DynamoDB quotas, "Nested attribute depth"). */
const MAX_DEPTH = 32;

const TYPES: readonly AttributeType[] = ['S', 'N', 'B', 'NULL', 'BOOL', 'SS', 'NS', 'BS', 'L', 'M'];

/** The attribute of that very name, or undefined. */
export function attributeOf(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** The type of a value. */
export function typeOf(value: AttributeValue): AttributeType {
  return TYPES.find((type) => value[type] !== undefined) ?? 'NULL';
}

/** The same item with its numbers in plain notation; throws DynamoDB's ValidationException for the first value that is none. */
export function checkedItem(item: Item): Item {
  return checkedMap(item, 0);
}

/** The same value with its numbers in plain notation; throws DynamoDB's ValidationException when it is none. */
export function checkedValue(value: AttributeValue, depth = 0): AttributeValue {
  if (depth > MAX_DEPTH) {
    throw validationError('Nesting Levels have exceeded supported limits');
  }
  const types = TYPES.filter((type) => value[type] !== undefined);
  const type = types[0];
  if (type === undefined) {
    throw validationError('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  const checked = checkedMember(value, depth);
  if (types.length > 1) {
    throw validationError(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  return checked;
}

function checkedMember(value: AttributeValue, depth: number): AttributeValue {
  if (value.N !== undefined) return { N: normalNumber(value.N) };
  if (value.NULL === false) {
    throw invalid('Null attribute value types must have the value of true');
  }
  if (value.SS) checkSet(value.SS, 'An string set  may not be empty', (list) => invalid(duplicates(list)));
  if (value.NS) {
    if (value.NS.length === 0) throw invalid('An number set  may not be empty');
    const numbers = value.NS.map(normalNumber);
    if (new Set(numbers).size < numbers.length) throw validationError('Input collection contains duplicates');
    return { NS: numbers };
  }
  if (value.BS) {
    checkSet(value.BS, 'Binary sets should not be empty', (list) =>
      invalid(`Input collection ${list}of type BS contains duplicates.`),
    );
  }
  if (value.L) return { L: value.L.map((element) => checkedValue(element, depth + 1)) };
  if (value.M) return { M: checkedMap(value.M, depth + 1) };
  return value;
}

function checkedMap(map: Item, depth: number): Item {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, checkedValue(value, depth)]));
}

function checkSet(members: readonly string[], empty: string, repeated: (list: string) => Error): void {
  if (members.length === 0) throw invalid(empty);
  if (new Set(members).size < members.length) throw repeated(`[${members.join(', ')}]`);
}

function duplicates(list: string): string {
  return `Input collection ${list} contains duplicates.`;
}

function invalid(message: string): Error {
  return validationError(`One or more parameter values were invalid: ${message}`);
}
