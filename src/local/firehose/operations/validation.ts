/** Inputs that do not fit the API's shapes, answered as AWS's front does: a ValidationException that counts and names them. */
import * as v from 'valibot';
import { AwsError } from '../../errors.ts';

/** The input as its schema reads it; otherwise `N validation errors detected: Value at '…' failed to satisfy constraint: …`. */
export function parseInput<const S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw validationError(
    result.issues.map((issue) => {
      const isMissing = issue.received === 'undefined' || issue.received === 'null';
      return [pathOf(v.getDotPath(issue) ?? ''), isMissing ? 'Member must not be null' : issue.message] as const;
    }),
  );
}

/** A ValidationException for members given by path and constraint. */
export function validationError(problems: readonly (readonly [path: string, constraint: string])[]): AwsError {
  const texts = problems.map(([path, constraint]) => `Value at '${path}' failed to satisfy constraint: ${constraint}`);
  const count = `${texts.length} validation error${texts.length === 1 ? '' : 's'} detected`;
  return new AwsError('ValidationException', `${count}: ${texts.join('; ')}`);
}

/** `Records.0.Data` as AWS writes it: `records.1.member.data`. */
function pathOf(path: string): string {
  return path
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? `${Number(part) + 1}.member` : part.charAt(0).toLowerCase() + part.slice(1)))
    .join('.');
}
