import { randomBytes } from 'node:crypto';
import type { FilterPolicy } from '../../../domain/filter-policy/index.ts';
import { isArchiveReplay } from '../../../domain/replay-id.ts';
import { compilePolicy } from '../../compile-policy.ts';
import { RequestError } from '../../errors.ts';
import { type Checkpoint, type CheckpointFile, checkpointFile } from './checkpoint.ts';

/** Which archived events are sent again, and where; times in ms since 1970. */
export interface ReplayRequest {
  /** The replay's name, which each event is applied once for; a new one by default. */
  readonly id?: string | undefined;
  /** The name of a replay that was interrupted, to go on with it: then what is said besides must be what it was begun with. */
  readonly resume?: string | undefined;
  /** Goes on with a replay whose checkpoint does not say of which stack it is. */
  readonly adopt?: boolean | undefined;
  /** Events published at this time or later. */
  readonly from?: number | undefined;
  /** Events published before this time. */
  readonly to?: number | undefined;
  /** How long after their publication events may have been archived; by default as long as the queue of the backup keeps one. */
  readonly lateMs?: number | undefined;
  /** Only events that this SNS filter policy takes, as JSON text. */
  readonly filterPolicy?: string | undefined;
  readonly scope?: string | undefined;
  /** A queue, or `topic`; by default the queue of the replay application. */
  readonly destination?: string | undefined;
  /** A replay to the topic reaches every fork again: it is refused unless this says so. */
  readonly yesAllForks?: boolean | undefined;
  readonly rate?: number | undefined;
  readonly limit?: number | undefined;
  /** Sends events too whose values redaction has masked; without it they are passed over. */
  readonly includeMasked?: boolean | undefined;
  /** Passes over events too that may have masked values, of which their lines do not tell. */
  readonly skipPossiblyMasked?: boolean | undefined;
  /** Passes over what cannot be read, instead of ending there. */
  readonly skipUnreadable?: boolean | undefined;
  readonly stream?: string | undefined;
  readonly bucket?: string | undefined;
  readonly prefix?: string | undefined;
  /** Waits until the function that takes the events has told of all of them. */
  readonly wait?: boolean | undefined;
  /** The folder in which checkpoints are kept. */
  readonly checkpointFolder: string;
}

/** A replay as it is to run: what was asked, or for a resumed one what its checkpoint says. */
export interface ReplayPlan {
  readonly id: string;
  readonly file: CheckpointFile;
  /** Undefined for a replay that begins. */
  readonly checkpoint: Checkpoint | undefined;
  /** What a replay of this name came to before, where one begins anew. */
  readonly earlier: Checkpoint | undefined;
  readonly from: number;
  readonly to: number;
  readonly lateMs: number | undefined;
  readonly policy: string | undefined;
  readonly filter: FilterPolicy | undefined;
  readonly scope: string;
  readonly destination: string | undefined;
  /** The archive: a resumed replay reads what it began with, also where its stack has another prefix by now. */
  readonly bucket: string | undefined;
  readonly prefix: string | undefined;
  /** How many events may match in all. */
  readonly limit: number | undefined;
  readonly includeMasked: boolean;
  readonly skipPossiblyMasked: boolean;
}

/** Settles what is to be replayed; `dryRun` is let off what only a real one must not do. Throws RequestError for wishes that are missing, contradict one another or the checkpoint. */
export function planReplay(request: ReplayRequest, { dryRun }: { dryRun: boolean }): ReplayPlan {
  const { resume, scope = 'MessageAttributes', filterPolicy: policy, from, to } = request;
  if (resume !== undefined && request.id !== undefined && resume !== request.id) {
    throw new RequestError(
      (called) => `${called('resume')} ${resume} goes on under its own name: leave out ${called('id')} ${request.id}`,
    );
  }
  if (request.adopt && resume === undefined) {
    throw new RequestError((called) => `${called('adopt')} goes with ${called('resume')} ID`);
  }
  const id = checkId(resume ?? request.id ?? `archive-${randomBytes(6).toString('hex')}`);
  const file = checkpointFile(request.checkpointFolder, id);
  const before = file.read();
  if (resume !== undefined) return resumed(file, before, { ...request, resume });
  if (before?.state === 'running' && !dryRun) {
    throw new RequestError(
      (called) =>
        `the replay ${id} was interrupted: go on with ${called('resume')} ${id}, or choose another ${called('id')}`,
    );
  }
  if (from === undefined || to === undefined) {
    throw new RequestError(
      (called) =>
        `say which events: ${called('from')} T ${called('to')} T, or ${called('resume')} ID for a replay that was interrupted`,
    );
  }
  if (from >= to) {
    throw new RequestError((called) => `${called('from')} ${iso(from)} is not before ${called('to')} ${iso(to)}`);
  }
  return {
    id,
    file,
    checkpoint: undefined,
    earlier: before?.state === 'running' ? undefined : before,
    from,
    to,
    lateMs: request.lateMs,
    policy,
    filter: policy === undefined ? undefined : compilePolicy(policy, scope),
    scope,
    destination: request.destination,
    bucket: request.bucket,
    prefix: request.prefix,
    limit: request.limit,
    includeMasked: request.includeMasked ?? false,
    skipPossiblyMasked: request.skipPossiblyMasked ?? false,
  };
}

function checkId(id: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$/.test(id)) {
    throw new RequestError(`'${id}' is no name for a replay: give up to 80 letters, digits, dots, hyphens or colons`);
  }
  if (!isArchiveReplay(id)) {
    throw new RequestError(
      (called) => `'${id}' names deliveries that are no archive replay: choose another ${called('id')}`,
    );
  }
  return id;
}

/** A resumed replay is the one that was begun: wishes that say otherwise are refused. */
function resumed(
  file: CheckpointFile,
  checkpoint: Checkpoint | undefined,
  request: ReplayRequest & { readonly resume: string },
): ReplayPlan {
  const { resume: id } = request;
  if (checkpoint === undefined) {
    throw new RequestError(`there is no replay ${id} to resume: ${file.path} does not exist`);
  }
  if (checkpoint.state === 'done') throw new RequestError(`the replay ${id} is done: nothing is left of it to resume`);
  const same = (wish: string, given: string | undefined, kept: string | null) => {
    if (given === undefined || given === kept) return;
    throw new RequestError(
      (called) => `${called(wish)} of the replay ${id} is ${kept ?? 'not set'}: leave it out to resume`,
    );
  };
  same('from', request.from === undefined ? undefined : iso(request.from), checkpoint.from);
  same('to', request.to === undefined ? undefined : iso(request.to), checkpoint.to);
  same('late', request.lateMs === undefined ? undefined : `${request.lateMs} ms`, `${checkpoint.lateMs} ms`);
  same('bucket', request.bucket, checkpoint.bucket);
  same('prefix', request.prefix, checkpoint.prefix);
  same('scope', request.scope, checkpoint.scope);
  same('filterPolicy', request.filterPolicy, checkpoint.policy);
  const { includeMasked = false, skipPossiblyMasked = false } = checkpoint;
  if (request.includeMasked) same('includeMasked', 'set', includeMasked ? 'set' : null);
  if (request.skipPossiblyMasked) same('skipPossiblyMasked', 'set', skipPossiblyMasked ? 'set' : null);
  const most = request.limit ?? checkpoint.limit ?? undefined;
  if (most !== undefined && checkpoint.matched >= most) {
    throw new RequestError(
      (called) => `the replay ${id} has reached its limit of ${most} events: give a higher ${called('limit')} to go on`,
    );
  }
  return {
    id,
    file,
    checkpoint,
    earlier: undefined,
    from: Date.parse(checkpoint.from),
    to: Date.parse(checkpoint.to),
    lateMs: checkpoint.lateMs,
    policy: checkpoint.policy ?? undefined,
    filter: checkpoint.policy === null ? undefined : compilePolicy(checkpoint.policy, checkpoint.scope),
    scope: checkpoint.scope,
    destination: request.destination ?? checkpoint.destination,
    bucket: request.bucket ?? (checkpoint.boundTo?.stackId === null ? checkpoint.bucket : undefined),
    prefix: checkpoint.prefix,
    limit: most,
    includeMasked,
    skipPossiblyMasked,
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
