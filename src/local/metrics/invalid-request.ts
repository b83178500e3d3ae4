/** The errors of CloudWatch for a request that it does not take (API reference, common errors). */
import * as v from 'valibot';
import { AwsError } from '../errors.ts';

/** A value that is not taken, with where it is and why. */
export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

/** Parameters that do not go together. */
export function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}

/** A number, also as a text, since the query protocol has only texts. */
export const numeric = v.pipe(
  v.union([
    v.number(),
    v.pipe(v.string(), v.regex(/^\s*[-+]?[\d.]+(e[-+]?\d+)?\s*$/i, 'must be a number'), v.transform(Number)),
  ]),
  v.number(),
  v.finite('must be a finite number'),
);

/** A time in ms: JSON has seconds, the query protocol ISO 8601. */
export const time = v.pipe(
  v.union([
    v.pipe(
      v.number(),
      v.transform((seconds) => seconds * 1000),
    ),
    v.pipe(
      v.string(),
      v.transform((text) => (/^[\d.]+$/.test(text) ? Number(text) * 1000 : Date.parse(text))),
    ),
  ]),
  v.number('must be a time'),
);

/** Dimensions as the API has them, as a record. Each may be there once. */
export const dimensionList = v.pipe(
  v.array(
    v.object({
      Name: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
      Value: v.pipe(v.string(), v.minLength(1), v.maxLength(1024)),
    }),
  ),
  v.maxLength(30, 'at most 30 dimensions are taken'),
  v.check((list) => new Set(list.map(({ Name }) => Name)).size === list.length, 'a dimension may be given once'),
  v.transform((list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]))),
);

/** The input of a request by its schema. Throws AwsError that says what is wrong where. */
export function readRequest<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const request = v.safeParse(schema, input);
  if (request.success) return request.output;
  const [issue] = request.issues;
  throw invalidValue(`${v.getDotPath(issue) ?? 'The request'}: ${issue.message}`);
}
