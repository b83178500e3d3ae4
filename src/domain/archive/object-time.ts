import { epochOfWallTime } from './wall-time.ts';

/**
 * When the oldest record of an object arrived, in epoch milliseconds, by the object's key; undefined for a key that
 * Firehose does not make: `<prefix><stream>-<version>-YYYY-MM-DD-HH-mm-ss-<uuid><extension>` (Firehose guide, "Amazon S3
 * object name format"); with dynamic partitioning there is no version.
 */
export function objectTime(key: string, timeZone: string): number | undefined {
  const name = NAME.exec(key);
  if (name === null) return undefined;
  const [, year, month, day, hour, minute, second] = name;
  const wall = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(wall) ? undefined : epochOfWallTime(wall, timeZone);
}

const NAME = /-(\d{4})-(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.[^/]*)?$/i;
