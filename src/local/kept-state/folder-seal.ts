/**
 * What a data folder says of itself beside its database, in `folder.seal`: whether it was left in order, and with which content.
 * It tells damage from what a killed process leaves; it is no protection from whoever means to change the folder.
 */
import { closeSync, fsyncSync, lstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import * as v from 'valibot';
import { messageOf } from '../../domain/errors.ts';
import { damaged } from '../damaged.ts';
import { FILE_MODE } from '../private-files.ts';

/** As long as a sector, and written over in place: so it can be written on a full disk, and is never half written. */
const SIZE = 512;
/** What a user writes into the file to go on with what is there. */
const UNCHECKED = 'unchecked';

const schema = v.variant('state', [
  /** Nothing has been acknowledged yet: there may be a database or none. */
  v.object({ state: v.literal('new'), folder: v.optional(v.string()) }),
  /** The database is being opened or closed: there may be a write-ahead log or none. */
  v.object({ state: v.literal('changing'), folder: v.optional(v.string()) }),
  /** A stack runs on it, or was killed: there is a write-ahead log. */
  v.object({ state: v.literal('open'), folder: v.string() }),
  /** It was left in order: there is no write-ahead log, and the database is of this content. */
  v.object({ state: v.literal('closed'), folder: v.string(), at: v.string(), size: v.number(), crc32: v.number() }),
]);

export type Seal = v.InferOutput<typeof schema>;

/** The seal of a folder; undefined where it has none, or is to be taken as it is. Throws a UsageError for one that is damaged. */
export function readSeal(file: string): Seal | typeof UNCHECKED | undefined {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  let content: string;
  try {
    content = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw damaged(file, `cannot be read (${messageOf(error)})`);
  }
  if (content === UNCHECKED) return UNCHECKED;
  const seal = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), content);
  if (seal.success) return seal.output;
  throw damaged(file, 'is not what a local stack wrote', GO_ON(file));
}

/** How to go on without a file that only says what another one should hold. */
export const GO_ON = (file: string): string =>
  `write the one word ${UNCHECKED} into ${file} to go on with what the folder holds now`;

/** Writes a seal, on the disk when this returns. */
export function writeSeal(file: string, seal: Seal): void {
  const isNew = lstatSync(file, { throwIfNoEntry: false }) === undefined;
  const descriptor = openSync(file, isNew ? 'wx' : 'r+', FILE_MODE);
  try {
    writeSync(descriptor, `${JSON.stringify(seal).padEnd(SIZE - 1)}\n`, 0);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
