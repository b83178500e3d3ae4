/** The parameters of a listing that are whole numbers: how many, and from which on (S3 API reference, ListObjects and ListParts). */
import { objectError } from '../errors.ts';

const MAX_COUNT = 2_147_483_647;

/** The number that a parameter says, or `otherwise` where it is not given. Throws InvalidArgument with S3's name of the argument. */
export function countArgument(name: string, value: string | null, otherwise: number): number {
  if (value === null || value === '') return otherwise;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > MAX_COUNT)
    throw objectError('InvalidArgument', `Argument ${name} must be an integer between 0 and ${MAX_COUNT}`);
  return number;
}
