/** The refusals of CloudWatch Logs for filter patterns, in its words (public reports of FilterLogEvents). */
import { AwsError } from '../../../errors.ts';

/** The pattern cannot be read; `detail` says where. */
export function invalidPattern(detail: string): AwsError {
  return new AwsError('InvalidParameterException', `Invalid filter pattern: ${detail}`);
}

/** A pattern begins with a bracket that does not end it. */
export function unclosedPattern(open: string, close: string): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `If a filter pattern starts with '${open}' it must end with '${close}'`,
  );
}
