import * as v from 'valibot';

/** An object of any keys, `constructor` and `__proto__` included, which valibot's own record leaves out. */
export function recordOf<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.custom<Record<string, v.InferInput<Schema>>>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((member) => v.is(schema, member)),
  );
}
