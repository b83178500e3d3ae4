import type { FoundEvent } from '../../../aws/archive/read-events.ts';
import { redactCardData } from '../../../domain/card-data/redact-card-data.ts';
import type { FilterableMessage } from '../../../domain/filter-policy/index.ts';
import type { ReplayEstimate } from '../../../domain/replay/replay-estimate.ts';
import { counted } from '../../line/counted.ts';

/** An event as a dry run names it; card data masked. */
export interface FoundLine {
  /** The SNS message id, where the archive has it. */
  readonly id: string | null;
  readonly eventId: string | null;
  readonly publishedAt: string;
  readonly key: string;
  readonly line: number;
  readonly body: string;
}

const mostBodyCharacters = 200;

/** What a dry run says of an event. */
export function foundLine({ id, attributes, time, key, line, body }: FoundEvent): FoundLine {
  return {
    id: id ?? null,
    eventId: attributes['event-id']?.value ?? null,
    publishedAt: new Date(time).toISOString(),
    key,
    line,
    body: redactCardData(body).slice(0, mostBodyCharacters),
  };
}

/** An archived event as a subscription's filter policy sees it. */
export function policyMessage({ body, attributes }: FoundEvent): FilterableMessage {
  return {
    body,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { type, value }]) => [
        name,
        /^Binary(\.|$)/.test(type) ? { DataType: type, BinaryValue: value } : { DataType: type, StringValue: value },
      ]),
    ),
  };
}

const unsettled = 'The newest events of the window may still be on their way to the archive';

interface Range {
  readonly settled: boolean;
  readonly from: string;
  readonly to: string;
  readonly bucket: string;
  readonly arrived: { readonly from: string; readonly to: string };
}

/** What a dry run found, for a person. */
export function formatDryRun(
  result: {
    matched: number;
    objects: number;
    read: number;
    first: readonly FoundLine[];
    unsendable: number;
    unreadable: readonly object[];
    destination: string;
    rate: number | null;
    estimate: ReplayEstimate;
  } & Range,
): string[] {
  const { matched, objects, read, first, unsendable, unreadable, destination, rate, estimate } = result;
  return [
    `Events published from ${result.from} to ${result.to}`,
    `  in objects of s3://${result.bucket} that arrived from ${result.arrived.from} to ${result.arrived.to}`,
    ...(result.settled ? [] : [unsettled]),
    `${matched} of ${counted(read, 'event')} match, in ${counted(objects, 'object')}`,
    ...first.map(
      ({ publishedAt, eventId, id, key, line }) => `  ${publishedAt}  ${eventId ?? id ?? '-'}  ${key} line ${line}`,
    ),
    ...(matched > first.length && first.length > 0 ? [`  … and ${matched - first.length} more`] : []),
    ...(unsendable > 0 ? [`${unsendable} of them cannot be sent`] : []),
    ...(unreadable.length > 0
      ? [`${unreadable.length} objects or lines cannot be read; --skip-unreadable passes over them`]
      : []),
    `A replay to ${destination} would take about ${estimate.seconds} s${rate === null ? '' : ` at ${rate}/s`} and cost ${dollarText(estimate.dollars)} for reading and sending; nothing was sent`,
  ];
}

/** What a replay did, for a person. */
export function formatReplay(result: {
  replayId: string;
  destination: string;
  state: 'done' | 'limit' | 'interrupted';
  settled: boolean;
  matched: number;
  sent: number;
  unsent: number;
  unreadable: number;
  unsentFile: string | null;
}): string[] {
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
    ...(unreadable > 0 ? [`${unreadable} objects or lines could not be read and were passed over`] : []),
  ];
}

function dollarText(dollars: number): string {
  return dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`;
}
