import * as v from 'valibot';
import { isObject } from './is-object.ts';

/** An object of any keys, `constructor` and `__proto__` included, which valibot's own record leaves out. */
export function recordOf<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.custom<Record<string, v.InferInput<Schema>>>(
    (value) => isObject(value) && Object.values(value).every((member) => v.is(schema, member)),
  );
}
