import * as v from 'valibot';

/** How an argument stands on the command line and in the help; what it is called there follows from its name. */
const Shown = v.object({
  kind: v.picklist(['positional', 'flag']),
  /** What stands between the brackets; none for a flag that takes no value. */
  placeholder: v.optional(v.string()),
  description: v.string(),
});
export type Shown = v.InferOutput<typeof Shown>;

/** A text that must be given, without a flag before it. */
export function positional(placeholder: string, description: string) {
  return v.pipe(v.string(), v.metadata({ kind: 'positional', placeholder, description }));
}

/** A text that may be given, without a flag before it. */
export function optionalPositional(placeholder: string, description: string) {
  return v.pipe(v.optional(v.string()), v.metadata({ kind: 'positional', placeholder, description }));
}

/** A flag with a value that the schema reads; undefined where it is not given. */
export function flag<const Schema extends v.GenericSchema<string, unknown>>(
  placeholder: string,
  description: string,
  schema: Schema,
) {
  return v.pipe(v.optional(schema), v.metadata({ kind: 'flag', placeholder, description }));
}

/** A flag with a text. */
export function text(placeholder: string, description: string) {
  return flag(placeholder, description, v.string());
}

/** A flag with a text, and what that is where none is given. */
export function textOr<const Standard extends string>(standard: Standard, placeholder: string, description: string) {
  return v.pipe(v.optional(v.string(), standard), v.metadata({ kind: 'flag', placeholder, description }));
}

/** A flag with a text that must be given. */
export function requiredText(placeholder: string, description: string) {
  return v.pipe(v.string(), v.metadata({ kind: 'flag', placeholder, description }));
}

/** A flag without a value: true where it is given. */
export function toggle(description: string) {
  return v.pipe(v.optional(v.boolean(), false), v.metadata({ kind: 'flag', description }));
}

/** A whole number above 0. */
export const wholeNumber = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d*$/, 'It must be a whole number above 0.'),
  v.transform(Number),
);

/** A port of TCP. */
export const port = v.pipe(wholeNumber, v.maxValue(65_535, 'It must be a port: a whole number from 1 to 65535.'));

/** A number above 0. */
export const positiveNumber = v.pipe(
  v.string(),
  v.transform(Number),
  v.check((number) => number > 0 && Number.isFinite(number), 'It must be a number above 0.'),
);

/** A number from 0 to 1. */
export const share = v.pipe(
  v.string(),
  v.transform((given) => (given.trim() === '' ? Number.NaN : Number(given))),
  v.check((number) => number >= 0 && number <= 1, 'It must be a number from 0 to 1.'),
);

/** An address without a path. */
export const httpUrl = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/[^/\s]+\/?$/, 'It must be an http or https URL, as http://127.0.0.1:4566.'),
  v.transform((given) => given.replace(/\/$/, '')),
);

/** How an argument is shown. */
export function shownOf(schema: v.GenericSchema): Shown {
  return v.parse(Shown, v.getMetadata(schema));
}
