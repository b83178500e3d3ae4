/** What earlier runs killed, so that a run after new tests tries only what survived. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Killer, Outcome } from './messages.ts';
import type { Mutant } from './sandbox.ts';

export interface Known {
  outcome: Outcome;
  killer?: Killer;
}

type Entry = Known & { source: string; test: string };

export interface Remembered {
  /** The outcome of a mutant whose file, and the test file that killed it, are as they were. */
  find(mutant: Mutant): Known | undefined;
  add(mutant: Mutant, known: Known): void;
  save(): void;
}

/** Reads what is remembered in `file` of sources and tests that are as they were, all below `root`; with `forget` it begins with nothing. */
export function readRemembered(
  file: string,
  { root, files, forget }: { root: string; files: string[]; forget: boolean },
): Remembered {
  const read = (): Record<string, Entry> => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
  const entries = new Map(forget ? [] : Object.entries(read()));
  const added: Record<string, Entry> = {};
  // At once: the files may change while their copies are tried.
  const digests = new Map(files.map((path) => [path, sha256(readFileSync(join(root, path)))]));

  return {
    find(mutant) {
      const entry = entries.get(keyOf(mutant));
      const { source, test, killer } = entry ?? {};
      return source === digests.get(mutant.file) && test === digests.get(killer?.file ?? '') ? entry : undefined;
    },
    add(mutant, known) {
      const source = digests.get(mutant.file);
      const test = digests.get(known.killer?.file ?? '');
      if (source !== undefined && test !== undefined) added[keyOf(mutant)] = { ...known, source, test };
    },
    save() {
      mkdirSync(dirname(file), { recursive: true });
      // Another run may have saved in the meantime.
      writeFileSync(`${file}.${process.pid}`, JSON.stringify({ ...read(), ...added }));
      renameSync(`${file}.${process.pid}`, file);
    },
  };
}

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('base64url');

const keyOf = ({ file, line, column, mutator, original, replacement }: Mutant): string =>
  sha256(JSON.stringify([file, line, column, mutator, original, replacement]));
