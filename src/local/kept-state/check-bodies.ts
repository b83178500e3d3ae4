import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../domain/errors.ts';
import { damaged } from '../damaged.ts';
import { contentOfBody } from '../objects/body-name.ts';
import { fileContent } from './file-content.ts';

/** Throws a UsageError for a body of an object that does not hold what its name says. What did not change after a time, it does not read. */
export function checkBodies(folder: string, since: number): void {
  const bodies = join(folder, 'objects', 'bodies');
  if (lstatSync(bodies, { throwIfNoEntry: false }) === undefined) return;
  for (const name of orDamaged(bodies, () => readdirSync(bodies))) {
    const file = join(bodies, name);
    const expected = contentOfBody(name);
    if (expected === undefined) continue;
    const entry = orDamaged(file, () => lstatSync(file));
    // A link would give away, as an object, what lies where it leads.
    if (!entry.isFile()) throw damaged(file, 'is no file');
    const { ctimeMs, size } = entry;
    if (size !== expected.size) throw damaged(file, `has ${size} bytes, not the ${expected.size} of its object`);
    if (ctimeMs < since) continue;
    const found = orDamaged(file, () => fileContent(file));
    if (found.crc32 !== expected.crc32) throw damaged(file, 'does not hold the bytes of its object');
  }
}

function orDamaged<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw damaged(file, `cannot be read (${messageOf(error)})`);
  }
}
