/** A data folder with what a stack keeps in it, made as the stack makes it, and read back whole. */
import { cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createManualClock } from '../../../src/local/clock.ts';
import { openKeptDatabase } from '../../../src/local/kept-state/index.ts';
import { createObjects } from '../../../src/local/objects/index.ts';
import { noFaults } from '../../support/no-faults.ts';

/** Every row, and every object with its bytes. */
export interface Held {
  readonly rows: readonly string[];
  readonly objects: ReadonlyMap<string, string>;
}

/** Opens the state of a folder as a stack does. Throws what a start would throw. */
export function openState(folder: string) {
  const database = openKeptDatabase(folder);
  try {
    const objects = createObjects({
      clock: createManualClock(),
      database,
      folder,
      accountId: '000000000000',
      region: 'us-east-1',
      faults: noFaults,
      endpointUrl: () => '',
      warn: () => {},
    });
    database.define('CREATE TABLE IF NOT EXISTS queues_things (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
    return { database, objects };
  } catch (error) {
    database.close();
    throw error;
  }
}

const KEYS = Array.from({ length: 6 }, (_, number) => `key-${number}`);
const bodyOf = (key: string) => `${key} `.repeat(300 * Number(key.at(-1)));

/** Puts rows and objects into a folder; they are in it, but the stack goes on. */
export async function fill({ database, objects }: ReturnType<typeof openState>, rows: number): Promise<void> {
  objects.createBucket('archive');
  for (const key of KEYS) await objects.put('archive', key, Buffer.from(bodyOf(key)));
  for (let row = 0; row < rows; row++) {
    database.run('INSERT INTO queues_things (body) VALUES (?)', `row ${row} ${'x'.repeat((row * 97) % 5000)}`);
    if (row % 10 === 0) await database.committed();
  }
  await database.committed();
}

/** All that a state holds. */
export async function heldBy({ database, objects }: ReturnType<typeof openState>): Promise<Held> {
  const found = new Map<string, string>();
  for (const key of KEYS) {
    const object = await objects.get('archive', key);
    const chunks: Uint8Array[] = [];
    if (object !== undefined) {
      if (ArrayBuffer.isView(object.body)) chunks.push(object.body);
      else for await (const chunk of object.body) chunks.push(chunk);
    }
    found.set(key, Buffer.concat(chunks).toString());
  }
  return { rows: database.all('SELECT body FROM queues_things').map(({ body }) => String(body)), objects: found };
}

/** Every file of a folder, by its path in it. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}

/** What the files of a folder hold. */
export function contentsOf(folder: string): Map<string, string> {
  return new Map(filesOf(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** A fresh copy of a folder, with its times. */
export function copyOf(folder: string, to: string): string {
  rmSync(to, { recursive: true, force: true });
  cpSync(folder, to, { recursive: true, preserveTimestamps: true });
  return to;
}
