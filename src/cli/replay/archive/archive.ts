import * as v from 'valibot';
import type { Waiting } from '../../../operator/replay/archive/outcomes.ts';
import type { ReplayRequest } from '../../../operator/replay/archive/plan.ts';
import type {
  ArchiveProgress,
  MaskedCounts,
  PassedOver,
  ReplayRange,
} from '../../../operator/replay/archive/prepare.ts';
import { late } from '../../backup/archive-args.ts';
import { flag, positiveNumber, text, toggle, wholeNumber } from '../../line/args.ts';
import { command } from '../../line/command.ts';
import { UsageError } from '../../line/errors.ts';
import { parseDuration } from '../../line/parse-duration.ts';
import { readTime } from '../../line/read-time.ts';
import type { Session } from '../../line/session.ts';
import type { Terminal } from '../../line/terminal.ts';
import { textOrFile } from '../../line/text-or-file.ts';
import { tellWarnings } from '../tell-warnings.ts';
import { formatDryRun, formatReplay, rangeText, untold } from './text.ts';

const range = {
  from: v.string(),
  to: v.string(),
  bucket: v.string(),
  settled: v.boolean(),
  arrived: v.strictObject({ from: v.string(), to: v.string() }),
};

const warnings = v.array(v.string());
const masked = {
  masked: v.number(),
  possiblyMasked: v.number(),
  skipped: v.number(),
  includeMasked: v.boolean(),
  skipPossiblyMasked: v.boolean(),
};

const sent = v.strictObject({
  replayId: v.string(),
  destination: v.string(),
  state: v.picklist(['done', 'limit', 'interrupted']),
  objects: v.number(),
  read: v.number(),
  matched: v.number(),
  sent: v.number(),
  unsent: v.number(),
  ...masked,
  unreadable: v.number(),
  ...range,
  seconds: v.number(),
  rate: v.number(),
  checkpoint: v.string(),
  unsentFile: v.nullable(v.string()),
  outcomes: v.nullable(
    v.strictObject({ applied: v.number(), repeated: v.number(), stale: v.number(), failed: v.number() }),
  ),
  warnings,
});

const place = {
  id: v.nullable(v.string()),
  eventId: v.nullable(v.string()),
  publishedAt: v.string(),
  key: v.string(),
  line: v.number(),
};

const tried = v.strictObject({
  dryRun: v.literal(true),
  matched: v.number(),
  objects: v.number(),
  first: v.array(v.strictObject({ ...place, body: v.string() })),
  read: v.number(),
  unsendable: v.number(),
  ...masked,
  maskedEvents: v.array(
    v.strictObject({ ...place, certain: v.boolean(), masked: v.array(v.string()), more: v.number() }),
  ),
  unreadable: v.array(v.strictObject({ key: v.string(), line: v.nullable(v.number()), reason: v.string() })),
  destination: v.string(),
  ...range,
  rate: v.nullable(v.number()),
  estimate: v.strictObject({ seconds: v.number(), dollars: v.number() }),
  warnings,
});

const args = {
  from: text('t', 'published at this time or later: ISO 8601 with a zone, or a duration back from now'),
  to: text('t', 'published before this time'),
  late,
  filterPolicy: text('p', 'only events that this SNS filter policy takes, JSON text or a file'),
  scope: text('scope', 'what the policy looks at: MessageAttributes or MessageBody'),
  rate: flag('n', 'send at most n events a second', positiveNumber),
  limit: flag('n', 'send at most n events', wholeNumber),
  dryRun: toggle('send nothing: count, show the first events, estimate time and cost'),
  first: flag('n', 'how many events a dry run shows (default: 5)', wholeNumber),
  destination: text('queue', "a queue, or topic; without it, the replay application's queue"),
  yesAllForks: toggle('really send to the topic: every fork gets every event again'),
  includeMasked: toggle('send events too whose values redaction has masked'),
  skipPossiblyMasked: toggle('do not send events that look masked, where the archive does not tell'),
  skipUnreadable: toggle('pass over what cannot be read, instead of ending there'),
  id: text('id', "the replay's name: an event is applied once for each name (default: a new one)"),
  resume: text('id', 'go on with a replay that was interrupted, behind its checkpoint'),
  adopt: toggle('go on with a replay of version 1.0, which did not note its stack'),
  wait: toggle('wait until the function that takes the events has told of all of them, or of none for five minutes'),
  checkpointDir: text('dir', 'where checkpoints are (default: ~/.local/state/event-fork-pipelines/replays)'),
  stream: text('name', 'the delivery stream of the archive, where there are several'),
  bucket: text('name', 'the bucket of an archive whose stack is gone'),
  prefix: text('prefix', "the archive's prefix, where it is not the stream's"),
  onAws: toggle('not offered'),
};

/** `forks replay archive`. Exit code 1 when an event could not be sent or read, or was skipped as masked, or on Ctrl-C. */
export const archive = command({
  name: 'archive',
  description: 'send archived events to the destination again, by the time they were published',
  args,
  result: v.union([sent, v.pipe(tried, v.description('of a dry run'))]),
  async run(session, { dryRun, first = 5, onAws, ...flags }) {
    if (onAws) throw new UsageError(notOnAws);
    const { terminal } = session;
    const request = await requestOf(session, flags);
    const onProgress = (progress: ArchiveProgress) => terminal.progress(progressText(progress, dryRun));
    const { warnings, onWarning } = tellWarnings(terminal);
    if (dryRun) {
      const { tryReplay } = await import('../../../operator/replay/archive/dry-run.ts');
      const onPassedOver = tellPlaces(terminal, 'cannot be read');
      const found = await tryReplay(session, { ...request, first }, { onWarning, onProgress, onPassedOver });
      session.report({ ...found, warnings }, formatDryRun(found));
      const unread = flags.skipUnreadable ? 0 : found.unreadable.length;
      return found.unsendable + unread + keptBack(found) > 0 ? 1 : 0;
    }
    const { replayArchive } = await import('../../../operator/replay/archive/run.ts');
    const onStart = (id: string, found: ReplayRange) => {
      if (!session.json) terminal.warn(rangeText(id, found));
    };
    const onPassedOver = tellPlaces(terminal, 'is passed over');
    const onWaiting = ({ told, sent }: Waiting) =>
      terminal.progress(`${sent} events sent, waiting to be told of ${sent - told} …`);
    const watch = { signal: terminal.interrupted(), onWarning, onStart, onProgress, onPassedOver, onWaiting };
    const replayed = await replayArchive(session, request, watch);
    session.report({ ...replayed, warnings }, formatReplay(replayed));
    const left = replayed.unsent + keptBack(replayed) + untold(replayed);
    return replayed.state === 'interrupted' || left > 0 ? 1 : 0;
  },
});

/** How many events were not sent without anybody having asked for it. */
function keptBack({ masked, includeMasked }: MaskedCounts): number {
  return includeMasked ? 0 : masked;
}

const notOnAws =
  '--on-aws is not offered: the checkpoint of a replay is a file of the machine that runs it; run forks itself near the data, in AWS CloudShell or on an instance';

type Flags = Omit<v.InferOutput<v.ObjectSchema<typeof args, undefined>>, 'dryRun' | 'first' | 'onAws'>;

/** What the flags ask; where a replay is resumed, a duration means what it meant when that was begun. Throws UsageError. */
async function requestOf(
  session: Session,
  { checkpointDir, late: lateness, filterPolicy, ...flags }: Flags,
): Promise<ReplayRequest> {
  const { checkpointFolder } = await import('../../../operator/replay/archive/checkpoint.ts');
  const lateMs = lateness === undefined ? undefined : parseDuration(lateness);
  if (lateness !== undefined && lateMs === undefined) {
    throw new UsageError(`'${lateness}' is no duration: give one as 4d or 12h`);
  }
  const time = async (given: string | undefined) =>
    given === undefined || (flags.resume !== undefined && parseDuration(given) !== undefined)
      ? undefined
      : readTime(session, given);
  return {
    ...flags,
    from: await time(flags.from),
    to: await time(flags.to),
    lateMs,
    filterPolicy: filterPolicy && (await textOrFile('--filter-policy', filterPolicy)),
    checkpointFolder: checkpointDir ?? checkpointFolder(session.env),
  };
}

function progressText(
  { matched, read, sent: through, perSecond, share, secondsLeft }: ArchiveProgress,
  dryRun: boolean,
): string {
  const left = secondsLeft === undefined ? '' : `, about ${secondsLeft} s left`;
  return `${matched} of ${read} events match, ${through} ${dryRun ? 'would be sent' : 'sent'}, ${Math.round(perSecond)}/s, ${Math.floor(share * 100)} % of the window${left}`;
}

/** How many places are told one by one. */
const MAX_TOLD = 10;

/** Names places on standard error; of many, only the first. */
function tellPlaces({ warn }: Terminal, unreadable: string): (place: PassedOver) => void {
  const told = { unsendable: 0, masked: 0, unreadable: 0 };
  const words = { unsendable: 'cannot be sent', masked: 'is not sent', unreadable };
  return ({ what, key, line, reason }) => {
    const place = line === undefined ? key : `line ${line} of ${key}`;
    if (told[what] < MAX_TOLD) warn(`forks: ${place} ${words[what]}: ${reason}`);
    if (told[what] === MAX_TOLD) warn('forks: more places follow; only their number is told');
    told[what] += 1;
  };
}
