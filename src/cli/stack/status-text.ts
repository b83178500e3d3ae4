import type { Fix } from '../../operator/stack/fix.ts';
import type { Status } from '../../operator/status/status.ts';
import { waitingText } from '../backup/backup-state.ts';
import { formatTable } from '../line/table.ts';

/** The status as a person reads it: a table a kind, and what differs from the template last. */
export function formatStatus({
  stack,
  endpoint,
  queues,
  deadLetters,
  topics,
  mappings,
  streams,
  stores,
  paused,
  drift,
}: Status): string[] {
  const waiting = deadLetters.filter((queue) => queue.waiting > 0);
  return [
    `Stack ${stack}${endpoint === null ? '' : ` at ${endpoint}`}`,
    ...section(['QUEUE', 'VISIBLE', 'IN FLIGHT', 'DELAYED'], queues, ({ name, visible, inFlight, delayed }) => [
      name,
      visible,
      inFlight,
      delayed,
    ]),
    ...section(['DEAD LETTERS', 'WAITING'], waiting, (queue) => [queue.name, queue.waiting]),
    ...(waiting.length === 0 && deadLetters.length > 0 ? ['', `No dead letters in ${deadLetters.length} queues`] : []),
    ...topics.flatMap(lossText),
    ...section(['MAPPING', 'STATE', 'QUEUE', 'BATCH'], mappings, ({ name, state, queue, batchSize }) => [
      name,
      state,
      queue,
      batchSize,
    ]),
    ...section(['STREAM', 'STATUS', 'TO'], streams, (stream) => [stream.name, stream.status, stream.destination]),
    ...section(['STORE', 'KIND', 'HOLDS', 'NAME'], stores, (store) => [
      store.name,
      store.kind,
      store.holds,
      store.physicalName,
    ]),
    '',
    ...paused.map((backup) => `PAUSED  the backup by ${backup.stream}: ${waitingText(backup)}`),
    ...(drift.length === 0
      ? ['Everything is as the template deployed it']
      : drift.map(
          ({ what, is, expected, fix }) => `DRIFT  ${what} is ${is}, the template says ${expected}: ${fixText(fix)}`,
        )),
  ];
}

/** The command that brings back what differs from the template. */
export function fixText(fix: Fix): string {
  if (fix.kind === 'mapping') return `aws lambda update-event-source-mapping --uuid ${fix.id} --enabled`;
  if (fix.kind === 'backup') return 'forks backup resume';
  return fix.kind === 'bug' ? `forks bug ${fix.to}` : `forks replay ${fix.to === 'on' ? 'start' : 'stop'}`;
}

function lossText({ name, lost }: Status['topics'][number]): string[] {
  if (lost === 0) return [];
  if (lost === null) {
    return ['', `Whether ${name} lost events is not known: CloudWatch did not answer (cloudwatch:GetMetricStatistics)`];
  }
  const deliveries = lost === 1 ? '1 delivery' : `${lost} deliveries`;
  return [
    '',
    `LOST  ${deliveries} of ${name} in the last 24 hours: neither the queue nor a dead-letter queue took them`,
  ];
}

function section<Row>(
  titles: readonly string[],
  rows: readonly Row[],
  cells: (row: Row) => ReadonlyArray<string | number>,
): string[] {
  return rows.length === 0 ? [] : ['', ...formatTable(titles, rows.map(cells))];
}
