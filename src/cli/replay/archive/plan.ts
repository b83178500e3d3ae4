import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { FilterPolicy } from '../../../domain/filter-policy/index.ts';
import { compilePolicy } from '../../../operator/compile-policy.ts';
import {
  type Checkpoint,
  type CheckpointFile,
  checkpointFile,
  checkpointFolder,
} from '../../../operator/replay/archive/checkpoint.ts';
import { ArchiveFlags } from '../../backup/archive-flags.ts';
import { UsageError } from '../../line/errors.ts';
import { parseDuration } from '../../line/parse-duration.ts';
import { parseTime } from '../../line/parse-time.ts';
import { readTime } from '../../line/read-time.ts';
import type { Session } from '../../line/session.ts';
import { textOrFile } from '../../line/text-or-file.ts';

/** The options of `forks replay archive`, as typed. */
export const ReplayArchiveFlags = v.object({
  ...ArchiveFlags.entries,
  filterPolicy: v.optional(v.string()),
  scope: v.optional(v.string()),
  rate: v.optional(v.number()),
  limit: v.optional(v.number()),
  first: v.optional(v.number(), 5),
  dryRun: v.optional(v.boolean(), false),
  destination: v.optional(v.string()),
  yesAllForks: v.optional(v.boolean(), false),
  skipUnreadable: v.optional(v.boolean(), false),
  id: v.optional(v.string()),
  resume: v.optional(v.string()),
  checkpointDir: v.optional(v.string()),
  onAws: v.optional(v.boolean(), false),
});
export type ReplayArchiveFlags = v.InferOutput<typeof ReplayArchiveFlags>;

/** A replay as it is to run: what was typed, or for a resumed one what its checkpoint says. */
export interface ReplayPlan {
  readonly id: string;
  readonly file: CheckpointFile;
  /** Undefined for a replay that begins. */
  readonly checkpoint: Checkpoint | undefined;
  readonly from: string;
  readonly to: string;
  readonly late: string | undefined;
  readonly policy: string | undefined;
  readonly filter: FilterPolicy | undefined;
  readonly scope: string;
  readonly destination: string | undefined;
  /** How many events may match in all. */
  readonly limit: number | undefined;
}

/** Settles what is to be replayed. Throws UsageError for options that are missing, contradict one another or the checkpoint. */
export async function planReplay(session: Session, flags: ReplayArchiveFlags): Promise<ReplayPlan> {
  if (flags.onAws) {
    throw new UsageError(
      '--on-aws is not offered: the checkpoint of a replay is a file of the machine that runs it; run forks itself near the data, in AWS CloudShell or on an instance',
    );
  }
  if (flags.resume !== undefined && flags.id !== undefined && flags.resume !== flags.id) {
    throw new UsageError(`--resume ${flags.resume} goes on under its own name: leave out --id ${flags.id}`);
  }
  const id = checkId(flags.resume ?? flags.id ?? `archive-${randomBytes(6).toString('hex')}`);
  const file = checkpointFile(flags.checkpointDir ?? checkpointFolder(session.env), id);
  const before = file.read();
  if (flags.resume !== undefined) return resumed(file, before, flags);
  if (before?.state === 'running' && !flags.dryRun) {
    throw new UsageError(`the replay ${id} was interrupted: go on with --resume ${id}, or choose another --id`);
  }
  if (flags.from === undefined || flags.to === undefined) {
    throw new UsageError('say which events: --from T --to T, or --resume ID for a replay that was interrupted');
  }
  if (flags.late !== undefined && parseDuration(flags.late) === undefined) {
    throw new UsageError(`'${flags.late}' is no duration: give one as 4d or 12h`);
  }
  const from = await readTime(session, flags.from);
  const to = await readTime(session, flags.to);
  if (from >= to) throw new UsageError(`--from ${iso(from)} is not before --to ${iso(to)}`);
  const policy = flags.filterPolicy && (await textOrFile('--filter-policy', flags.filterPolicy));
  const scope = flags.scope ?? 'MessageAttributes';
  return {
    id,
    file,
    checkpoint: undefined,
    from: iso(from),
    to: iso(to),
    late: flags.late,
    policy,
    filter: policy === undefined ? undefined : compilePolicy(policy, scope),
    scope,
    destination: flags.destination,
    limit: flags.limit,
  };
}

function checkId(id: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$/.test(id)) {
    throw new UsageError(`'${id}' is no name for a replay: give up to 80 letters, digits, dots, hyphens or colons`);
  }
  if (id === 'original' || id.startsWith('buffer:')) {
    throw new UsageError(`'${id}' names deliveries that are no archive replay: choose another --id`);
  }
  return id;
}

/** A resumed replay is the one that was begun: options that say otherwise are refused, and a duration means what it meant then. */
async function resumed(
  file: CheckpointFile,
  checkpoint: Checkpoint | undefined,
  flags: ReplayArchiveFlags,
): Promise<ReplayPlan> {
  const { resume: id = '' } = flags;
  if (checkpoint === undefined) throw new UsageError(`there is no replay ${id} to resume: ${file.path} does not exist`);
  const { from, to, limit, state } = checkpoint;
  if (state === 'done') throw new UsageError(`the replay ${id} is done: nothing is left of it to resume`);
  const same = (option: string, given: string | undefined, kept: string | null) => {
    if (given === undefined || given === kept) return;
    throw new UsageError(`--${option} of the replay ${id} is ${kept ?? 'not set'}: leave it out to resume`);
  };
  for (const [option, given, kept] of [
    ['from', flags.from, from],
    ['to', flags.to, to],
  ] as const) {
    if (given !== undefined && parseDuration(given) === undefined) same(option, iso(parseTime(given, 0)), kept);
  }
  same('late', flags.late && `${parseDuration(flags.late)} ms`, `${checkpoint.lateMs} ms`);
  same('bucket', flags.bucket, checkpoint.bucket);
  same('prefix', flags.prefix, checkpoint.prefix);
  same('scope', flags.scope, checkpoint.scope);
  if (flags.filterPolicy !== undefined) {
    same('filter-policy', await textOrFile('--filter-policy', flags.filterPolicy), checkpoint.policy);
  }
  const most = flags.limit ?? limit ?? undefined;
  if (most !== undefined && checkpoint.matched >= most) {
    throw new UsageError(`the replay ${id} has reached its limit of ${most} events: give a higher --limit to go on`);
  }
  return {
    id,
    file,
    checkpoint,
    from,
    to,
    late: `${checkpoint.lateMs / 1000}s`,
    policy: checkpoint.policy ?? undefined,
    filter: checkpoint.policy === null ? undefined : compilePolicy(checkpoint.policy, checkpoint.scope),
    scope: checkpoint.scope,
    destination: flags.destination ?? checkpoint.destination,
    limit: most,
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
