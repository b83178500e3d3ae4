import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../domain/errors.ts';
import { damaged } from '../damaged.ts';
import { contentOfBody } from '../objects/body-name.ts';
import { fileContent } from './file-content.ts';

/** Throws a UsageError for a body of an object that does not hold what its name says. Looks only at what changed after a time. */
export function checkBodies(folder: string, since: number): void {
  const bodies = join(folder, 'objects', 'bodies');
  if (statSync(bodies, { throwIfNoEntry: false }) === undefined) return;
  for (const name of orDamaged(bodies, () => readdirSync(bodies))) {
    const file = join(bodies, name);
    const expected = contentOfBody(name);
    if (expected === undefined || statSync(file).ctimeMs < since) continue;
    const found = orDamaged(file, () => fileContent(file));
    if (found.size !== expected.size)
      throw damaged(file, `has ${found.size} bytes, not the ${expected.size} of its object`);
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
