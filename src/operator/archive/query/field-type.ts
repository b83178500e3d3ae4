import * as v from 'valibot';

const Count = v.number();

/** What the values of a field are, over many events; lengths are of numbers alone. */
export const FieldFacts = v.object({
  strings: Count,
  numbers: Count,
  booleans: Count,
  arrays: Count,
  objects: Count,
  /** Digits before the point, at most. */
  integerDigits: Count,
  /** Digits behind the point, at most; 0 where no number has a point. */
  scale: Count,
  /** Digits of a number with a point, at most. */
  digits: Count,
  /** 1 where a number has an exponent. */
  exponents: Count,
});
export type FieldFacts = v.InferOutput<typeof FieldFacts>;

/** The facts of no event at all. */
export const noFacts: FieldFacts = {
  strings: 0,
  numbers: 0,
  booleans: 0,
  arrays: 0,
  objects: 0,
  integerDigits: 0,
  scale: 0,
  digits: 0,
  exponents: 0,
};

/** The facts of two sets of events together. */
export function mergeFacts(one: FieldFacts, other: FieldFacts): FieldFacts {
  return {
    strings: one.strings + other.strings,
    numbers: one.numbers + other.numbers,
    booleans: one.booleans + other.booleans,
    arrays: one.arrays + other.arrays,
    objects: one.objects + other.objects,
    integerDigits: Math.max(one.integerDigits, other.integerDigits),
    scale: Math.max(one.scale, other.scale),
    digits: Math.max(one.digits, other.digits),
    exponents: Math.max(one.exponents, other.exponents),
  };
}

/** How often a field has a value that is not null. */
export function occurrences({ strings, numbers, booleans, arrays, objects }: FieldFacts): number {
  return strings + numbers + booleans + arrays + objects;
}

/**
 * The SQL type of a field: that which all of its values have, so that none is lost or rounded. Numbers are whole or exact
 * decimals as long as they have at most 15 digits with a point, else floats; strings and numbers together are texts, as ids
 * may be; anything else together is JSON. Dates are texts: ISO 8601 sorts as it is.
 */
function typeOf(facts: FieldFacts): string {
  const { strings, numbers, booleans, arrays, objects } = facts;
  const all = occurrences(facts);
  if (booleans === all && all > 0) return 'BOOLEAN';
  if (numbers === all && all > 0) return numberType(facts);
  if (strings + numbers === all) return 'VARCHAR';
  if (arrays === all && objects === 0) return 'JSON[]';
  return 'JSON';
}

/** The expression for a field's value, of the JSON text in a column. */
export function valueExpression(column: string, facts: FieldFacts): string {
  const type = typeOf(facts);
  if (type === 'JSON') return `${column}::JSON`;
  if (type === 'JSON[]') return `from_json(${column}::JSON, '["JSON"]')`;
  if (type !== 'VARCHAR') return `${column}::${type}`;
  const text = `CASE WHEN contains(${column}, '\\') THEN ${column}::JSON->>'$' ELSE substr(${column}, 2, length(${column}) - 2) END`;
  return facts.numbers === 0 ? text : `CASE WHEN starts_with(${column}, '"') THEN ${text} ELSE ${column} END`;
}

/** What DuckDB counts of a column of JSON texts; in the order of FieldFacts. */
export function factExpressions(column: string): string[] {
  const number = `NOT starts_with(${column}, '"') AND ${column}[1] NOT IN ('t', 'f', '[', '{')`;
  const point = `${number} AND contains(${column}, '.')`;
  const digits = `strlen(replace(${column}, '-', ''))`;
  return [
    `count(*) FILTER (starts_with(${column}, '"'))`,
    `count(*) FILTER (${number})`,
    `count(*) FILTER (${column} IN ('true', 'false'))`,
    `count(*) FILTER (starts_with(${column}, '['))`,
    `count(*) FILTER (starts_with(${column}, '{'))`,
    `coalesce(max(CASE WHEN ${point} THEN strpos(replace(${column}, '-', ''), '.') - 1 WHEN ${number} THEN ${digits} END), 0)`,
    `coalesce(max(CASE WHEN ${point} THEN strlen(${column}) - strpos(${column}, '.') END), 0)`,
    `coalesce(max(CASE WHEN ${point} THEN ${digits} - 1 END), 0)`,
    `coalesce(max(CASE WHEN ${number} AND contains(lower(${column}), 'e') THEN 1 END), 0)`,
  ];
}

/** A double holds 15 digits exactly, and JSON numbers with a point are read as doubles. */
const EXACT_DIGITS = 15;

function numberType({ integerDigits, scale, digits, exponents }: FieldFacts): string {
  const width = integerDigits + scale;
  if (exponents > 0 || digits > EXACT_DIGITS || width > 38) return 'DOUBLE';
  if (scale === 0) return width <= 18 ? 'BIGINT' : 'HUGEINT';
  return `DECIMAL(${width <= 18 ? 18 : 38}, ${scale})`;
}
