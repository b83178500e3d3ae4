import { maskedPointers } from '../../../domain/replay/masked-values.ts';
import { toldOf } from '../../../domain/replay/replay-outcomes.ts';
import type { DryRun, MaskedEvent } from '../../../operator/replay/archive/dry-run.ts';
import type { MaskedCounts, ReplayRange } from '../../../operator/replay/archive/prepare.ts';
import type { ReplayedArchive } from '../../../operator/replay/archive/run.ts';
import { counted } from '../../line/counted.ts';

const unsettled = 'The newest events of the window may still be on their way to the archive';

/** What a dry run found, for a person. */
export function formatDryRun(result: DryRun): string[] {
  const { matched, objects, read, first, unsendable, unreadable, destination, rate, estimate } = result;
  return [
    `Events published from ${result.from} to ${result.to}`,
    `  in objects of s3://${result.bucket} that arrived from ${result.arrived.from} to ${result.arrived.to}`,
    ...(result.settled ? [] : [unsettled]),
    `${matched} of ${counted(read, 'event')} match, in ${counted(objects, 'object')}`,
    ...first.map(
      ({ publishedAt, eventId, id, key, line }) => `  ${publishedAt}  ${eventId ?? id ?? '-'}  ${key} line ${line}`,
    ),
    ...moreText(matched - first.length, first),
    ...(unsendable > 0 ? [`${unsendable} of them cannot be sent`] : []),
    ...maskedText(result, { sent: 'would be sent', skipped: 'would not be sent' }),
    ...result.maskedEvents.map(maskedEventText),
    ...moreText(result.masked + result.possiblyMasked - result.maskedEvents.length, result.maskedEvents),
    ...(unreadable.length > 0
      ? [`${unreadable.length} objects or lines cannot be read; --skip-unreadable passes over them`]
      : []),
    `A replay to ${destination} would take about ${estimate.seconds} s${rate === null ? '' : ` at ${rate}/s`} and cost ${dollarText(estimate.dollars)} for reading and sending; nothing was sent`,
  ];
}

/** What a replay did, for a person. */
export function formatReplay(result: ReplayedArchive): string[] {
  const { replayId, destination, state, sent, unsent, unreadable, unsentFile } = result;
  const ends = {
    done: `Replay ${replayId} is done`,
    limit: `Replay ${replayId} has reached its limit; --resume ${replayId} with a higher --limit goes on`,
    interrupted: `Replay ${replayId} was interrupted; --resume ${replayId} goes on`,
  };
  return [
    `${ends[state]}: ${counted(sent, 'event')} sent to ${destination}`,
    ...(result.settled ? [] : [unsettled]),
    ...(unsent > 0 ? [`${unsent} events could not be sent: ${unsentFile} has their places and reasons`] : []),
    ...maskedText(result, { sent: 'were sent', skipped: `were not sent, ${unsentFile} has their places` }),
    ...(unreadable > 0 ? [`${unreadable} objects or lines could not be read and were passed over`] : []),
    ...outcomeText(result),
  ];
}

/** How many events were sent and not told of; none where that was not waited for. */
export function untold({ sent, outcomes }: Pick<ReplayedArchive, 'sent' | 'outcomes'>): number {
  return outcomes === null ? 0 : Math.max(0, sent - toldOf(outcomes));
}

function outcomeText(result: ReplayedArchive): string[] {
  const { outcomes, state } = result;
  if (outcomes === null) {
    return state === 'interrupted' ? [] : ['Sent is not applied yet: with --wait it tells what became of them'];
  }
  const { applied, repeated, stale, failed } = outcomes;
  const missing = untold(result);
  return [
    `${applied} applied, ${repeated} repeated, ${stale} stale`,
    ...(repeated > 0 ? ['What is repeated was applied under this name before, and changed nothing'] : []),
    ...(stale > 0 ? ['What is stale is older than what is stored, and changed nothing'] : []),
    ...(missing > 0
      ? [
          `${counted(missing, 'event')} not told of, ${failed} tries failed: see forks logs, and forks dead-letters list`,
        ]
      : []),
  ];
}

/** What a replay is about to read. */
export function rangeText(replayId: string, { from, to, bucket, arrived }: ReplayRange): string {
  return `Replay ${replayId} of the events published from ${from} to ${to}: objects of s3://${bucket} that arrived from ${arrived.from} to ${arrived.to}`;
}

/** How many events have masked values, and what becomes of them. */
function maskedText(
  { masked, possiblyMasked, includeMasked, skipPossiblyMasked }: MaskedCounts,
  become: { sent: string; skipped: string },
): string[] {
  const certain = includeMasked ? become.sent : `${become.skipped}; --include-masked sends them`;
  const possible = skipPossiblyMasked ? become.skipped : `${become.sent}; --skip-possibly-masked leaves them out`;
  return [
    ...(masked > 0 ? [`${masked} with values that redaction masked ${certain}`] : []),
    ...(possiblyMasked > 0 ? [`${possiblyMasked} that look masked, where the archive does not tell, ${possible}`] : []),
  ];
}

/** How many are left of those of which some are named. */
function moreText(left: number, named: readonly unknown[]): string[] {
  return left > 0 && named.length > 0 ? [`  … and ${left} more`] : [];
}

function maskedEventText({ publishedAt, eventId, id, key, line, certain, masked, more }: MaskedEvent): string {
  const values = certain ? maskedPointers({ masked, more }) : 'possibly';
  return `  ${publishedAt}  ${eventId ?? id ?? '-'}  ${key} line ${line}  masked: ${values}`;
}

function dollarText(dollars: number): string {
  return dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`;
}
