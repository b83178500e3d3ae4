/**
 * The constraints of DynamoDB's API model, with the words in which it says that one is broken.
 */

/** One constraint; `broken` gives DynamoDB's words when a value does not satisfy it. `onNull`: it is asked for a missing value too. */
export interface Rule {
  readonly words: string;
  readonly onNull?: true;
  holds(value: unknown): boolean;
}

export const NAME_PATTERN = '[a-zA-Z0-9_.-]+';

/** A member that must be there. */
export const notNull: Rule = { words: 'Member must not be null', onNull: true, holds: (value) => value != null };

/** A number of at least `least`. */
export const atLeast = (least: number): Rule => ({
  words: `Member must have value greater than or equal to ${least}`,
  holds: (value) => Number(value) >= least,
});

/** A number of at most `most`. */
export const atMost = (most: number): Rule => ({
  words: `Member must have value less than or equal to ${most}`,
  holds: (value) => Number(value) <= most,
});

/** A text, list or map of at least `least` characters or members. */
export const minLength = (least: number): Rule => ({
  words: `Member must have length greater than or equal to ${least}`,
  holds: (value) => lengthOf(value) >= least,
});

/** A text, list or map of at most `most` characters or members. */
export const maxLength = (most: number): Rule => ({
  words: `Member must have length less than or equal to ${most}`,
  holds: (value) => lengthOf(value) <= most,
});

/** A text of the characters that names are made of. */
export const nameCharacters: Rule = {
  words: `Member must satisfy regular expression pattern: ${NAME_PATTERN}`,
  holds: (value) => /^[a-zA-Z0-9_.-]+$/.test(String(value)),
};

/** One of the values, in the order in which DynamoDB names them. */
export const oneOf = (...values: string[]): Rule => ({
  words: `Member must satisfy enum value set: [${values.join(', ')}]`,
  holds: (value) => values.includes(String(value)),
});

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
