/** Reads what is asked of CloudWatch Logs. */
import * as v from 'valibot';
import { AwsError } from '../../errors.ts';

/** The input of an operation by its schema; throws InvalidParameterException, naming the member. */
export function parseLogInput<T extends v.GenericSchema>(schema: T, input: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new AwsError('InvalidParameterException', `${v.getDotPath(issue) ?? 'input'}: ${issue.message}`);
}
