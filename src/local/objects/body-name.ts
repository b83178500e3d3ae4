/** The names of body files: each says how long its file is and what CRC-32 it has, so that a damaged one is known by itself. */
import { randomUUID } from 'node:crypto';

export interface BodyContent {
  readonly size: number;
  readonly crc32: number;
}

/** A name that no other body has. */
export function bodyName({ size, crc32 }: BodyContent): string {
  return `${randomUUID()}.${size}.${crc32.toString(16)}`;
}

/** What a file of that name holds; undefined for one of a version that did not say. */
export function contentOfBody(name: string): BodyContent | undefined {
  const [, size, crc32] = /^[\da-f-]{36}\.(\d{1,15})\.([\da-f]{1,8})$/.exec(name) ?? [];
  return size === undefined || crc32 === undefined
    ? undefined
    : { size: Number(size), crc32: Number.parseInt(crc32, 16) };
}
