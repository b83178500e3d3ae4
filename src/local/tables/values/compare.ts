/**
 * How DynamoDB compares attribute values: only within a type; sets without order; strings by their UTF-8 bytes.
 */
import { type AttributeValue, attributeOf, typeOf } from './attribute-value.ts';
import { compareNumbers } from './number.ts';

/** True for values of one type that are the same. Sets have no order; numbers are compared as stored, in plain notation. */
export function valuesEqual(first: AttributeValue, second: AttributeValue): boolean {
  const type = typeOf(first);
  if (type !== typeOf(second)) return false;
  if (type === 'SS' || type === 'NS' || type === 'BS') return setsEqual(first[type] ?? [], second[type] ?? []);
  if (first.L && second.L) {
    const others = second.L;
    return first.L.length === others.length && first.L.every((element, at) => sameElement(element, others[at]));
  }
  if (first.M && second.M) {
    const others = second.M;
    const names = Object.keys(first.M);
    const members = first.M;
    return (
      names.length === Object.keys(others).length &&
      names.every((name) => sameElement(attributeOf(members, name), attributeOf(others, name)))
    );
  }
  return first[type] === second[type];
}

/** Less than, equal to or greater than zero; undefined for values that DynamoDB does not order. */
export function compareValues(first: AttributeValue, second: AttributeValue): number | undefined {
  if (first.N !== undefined && second.N !== undefined) return compareNumbers(first.N, second.N);
  if (first.S !== undefined && second.S !== undefined) return compareBytes(first.S, second.S, 'utf8');
  if (first.B !== undefined && second.B !== undefined) return compareBytes(first.B, second.B, 'base64');
  return undefined;
}

/** True when the value begins with the other, both being strings or both binary. */
export function beginsWith(value: AttributeValue, start: AttributeValue): boolean {
  if (value.S !== undefined && start.S !== undefined) return value.S.startsWith(start.S);
  if (value.B !== undefined && start.B !== undefined) {
    const prefix = Buffer.from(start.B, 'base64');
    return Buffer.from(value.B, 'base64').subarray(0, prefix.length).equals(prefix);
  }
  return false;
}

/** True when a string has the substring, binary the bytes, a set the member, a list the element. */
export function containsValue(value: AttributeValue, part: AttributeValue): boolean {
  if (value.S !== undefined && part.S !== undefined) return value.S.includes(part.S);
  if (value.B !== undefined && part.B !== undefined) {
    return Buffer.from(value.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  }
  if (value.SS && part.S !== undefined) return value.SS.includes(part.S);
  if (value.NS && part.N !== undefined) return value.NS.includes(part.N);
  if (value.BS && part.B !== undefined) return value.BS.includes(part.B);
  return value.L?.some((element) => valuesEqual(element, part)) ?? false;
}

function sameElement(first: AttributeValue | undefined, second: AttributeValue | undefined): boolean {
  return first !== undefined && second !== undefined && valuesEqual(first, second);
}

function setsEqual(first: readonly string[], second: readonly string[]): boolean {
  if (first.length !== second.length) return false;
  const members = new Set(first);
  return second.every((member) => members.has(member));
}

function compareBytes(first: string, second: string, encoding: 'utf8' | 'base64'): number {
  return first === second ? 0 : Buffer.compare(Buffer.from(first, encoding), Buffer.from(second, encoding));
}
