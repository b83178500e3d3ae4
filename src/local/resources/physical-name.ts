/**
 * Stands in for the physical names that CloudFormation makes up (`stack-LogicalId-RANDOM`).
 * The last part is a hash of the stack and the logical id, so that the same template gives the same names again.
 */
import { createHash } from 'node:crypto';

/** The name of a resource of a stack, at most `limit` characters; never cut in its hash. */
export function physicalName(
  stackName: string,
  logicalId: string,
  limit: number,
  letters: 'lower case' | 'any' = 'any',
): string {
  const hash = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 8).toUpperCase();
  const room = limit - hash.length - 2;
  // Both parts give way when the limit is short, so that neither disappears.
  const idRoom = Math.max(room - stackName.length, Math.min(logicalId.length, Math.ceil(room / 2)));
  const id = logicalId.slice(0, idRoom);
  const name = `${stackName.slice(0, room - id.length)}-${id}-${hash}`;
  return letters === 'lower case' ? name.toLowerCase() : name;
}

/** A UUID made of a text: the same text gives the same one. */
export function stableUuid(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
