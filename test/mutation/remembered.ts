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

/** Reads what is remembered in `file`; with `forget` it begins with nothing. */
export function readRemembered(repository: string, file: string, forget: boolean): Remembered {
  const read = (): Record<string, Entry> => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
  const entries = new Map(forget ? [] : Object.entries(read()));
  const added: Record<string, Entry> = {};
  const digests = new Map<string, string>();
  const digestOf = (path: string): string => {
    const whole = join(repository, path);
    const digest = digests.get(path) ?? (existsSync(whole) ? sha256(readFileSync(whole)) : '');
    digests.set(path, digest);
    return digest;
  };

  return {
    find(mutant) {
      const entry = entries.get(keyOf(mutant));
      if (!entry || entry.source !== digestOf(mutant.file)) return undefined;
      return entry.test === digestOf(entry.killer?.file ?? '') ? entry : undefined;
    },
    add(mutant, known) {
      if (!known.killer) return;
      added[keyOf(mutant)] = { ...known, source: digestOf(mutant.file), test: digestOf(known.killer.file) };
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
