import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { codeOf, messageOf } from '../../../domain/errors.ts';
import { OperationError } from '../../errors.ts';
import { lockReplay } from './lock.ts';

/** Which stack a replay is of. */
const Binding = v.object({
  /** The root stack's ARN, with its account and Region; null where no stack could be found, or asked. */
  stackId: v.nullable(v.string()),
  endpoint: v.nullable(v.string()),
  region: v.nullable(v.string()),
});
export type Binding = v.InferOutput<typeof Binding>;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Schema = v.object({
  version: v.literal(1),
  id: v.string(),
  state: v.picklist(['running', 'limit', 'done']),
  /** Where it was begun; 1.0 did not note it. */
  boundTo: v.optional(Binding),
  /** When, by the stack's clock; 1.0 did not note it. */
  begun: v.optional(v.string()),
  /** What the replay is of, and where it goes: a resumed one keeps it. */
  bucket: v.string(),
  prefix: v.string(),
  from: v.string(),
  to: v.string(),
  lateMs: Count,
  policy: v.nullable(v.string()),
  scope: v.string(),
  destination: v.string(),
  limit: v.nullable(Count),
  /** The last event that was sent, or passed over for good; null before the first. */
  position: v.nullable(v.object({ key: v.string(), line: Count })),
  matched: Count,
  sent: Count,
  unsent: Count,
  /** Checkpoints of 1.0 have none of these. */
  includeMasked: v.optional(v.boolean()),
  skipPossiblyMasked: v.optional(v.boolean()),
  masked: v.optional(Count),
  possiblyMasked: v.optional(Count),
  skipped: v.optional(Count),
});

/** How far a replay is, and what it is of. */
export type Checkpoint = v.InferOutput<typeof Schema>;

/** The files of one replay. */
export interface CheckpointFile {
  readonly path: string;
  /** A line of JSON for each event that could not be sent, or was passed over for its masked values. */
  readonly unsentPath: string;
  read(): Checkpoint | undefined;
  write(checkpoint: Checkpoint): void;
  addUnsent(event: object): void;
  /** Keeps a second process from the same replay until the returned function is called. Throws ReplayRunningError. */
  lock(): () => void;
}

/** Where checkpoints are: `$XDG_STATE_HOME/event-fork-pipelines/replays`, by default under ~/.local/state (XDG Base Directory Specification). */
export function checkpointFolder(env: NodeJS.ProcessEnv): string {
  return join(
    env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state'),
    'event-fork-pipelines',
    'replays',
  );
}

/**
 * The checkpoint of a replay: a file that is replaced as a whole, so that a process killed at any moment leaves the old
 * one or the new one.
 */
export function checkpointFile(folder: string, id: string): CheckpointFile {
  const base = join(folder, encodeURIComponent(id));
  const path = `${base}.json`;
  const unsentPath = `${base}.unsent.jsonl`;
  return {
    path,
    unsentPath,
    read() {
      const text = inFolder(folder, () => readIfThere(path));
      if (text === undefined) return undefined;
      try {
        return v.parse(Schema, JSON.parse(text));
      } catch (cause) {
        throw new OperationError(
          (called) => `${path} is no checkpoint of a replay: remove it, or choose another ${called('id')}`,
          { cause },
        );
      }
    },
    write(checkpoint) {
      inFolder(folder, () => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(`${path}.new`, `${JSON.stringify(checkpoint)}\n`, { mode: 0o600 });
        renameSync(`${path}.new`, path);
      });
    },
    addUnsent(event) {
      inFolder(folder, () => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        appendFileSync(unsentPath, `${JSON.stringify(event)}\n`, { mode: 0o600 });
      });
    },
    lock: () => inFolder(folder, () => lockReplay(id, base)),
  };
}

/** Says of a folder that cannot be used (a file on the way, no right, no space) what to do. */
function inFolder<Result>(folder: string, act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    if (codeOf(cause) === undefined) throw cause;
    throw new OperationError(
      `the checkpoints of replays cannot be kept in ${folder} (${messageOf(cause)}): name another folder with the variable XDG_STATE_HOME`,
      { cause },
    );
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
