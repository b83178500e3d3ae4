/** What DynamoDB says of a statement that it does not take; the texts are recorded ones. */
import type { AwsError } from '../../errors.ts';
import { validationError } from '../table-errors.ts';

/** A statement that cannot be read; of some literals AWS tells no detail. */
export function notWellFormed(detail: string): AwsError {
  return validationError(`Statement wasn't well formed, can't be processed: ${detail}`);
}

/** A key that a write does not name whole. */
export function incompleteKey(): AwsError {
  return validationError('Where clause does not contain a mandatory equality on all key attributes');
}
