import { MAX_CALL_BYTES, MAX_CALL_RECORDS, MAX_PAYLOAD_BYTES, MAX_RECORD_BYTES } from '../service-limits.ts';
import { billedRecordBytes } from './billed-record-bytes.ts';
import { consumeRequests, sendRequests } from './billed-requests.ts';
import type { BilledUnits, Load } from './billed-units.ts';
import { SECONDS_PER_MONTH } from './month.ts';

/**
 * What a month of a load is billed for a queue and its forwarder to Firehose, `bytesPerEvent` being an event as it lies in a
 * record. The function's duration is an estimate.
 */
export function forwarderUnits({
  eventsPerMonth,
  bytesPerEvent,
  eventsPerRecord,
}: Load & { eventsPerRecord: number }): BilledUnits {
  const gathered = ((eventsPerMonth / SECONDS_PER_MONTH) * WINDOW_SECONDS) / POLLERS;
  const fitting = Math.floor(MAX_PAYLOAD_BYTES / (bytesPerEvent * 1.1 + MESSAGE_BYTES));
  const batch = Math.max(1, Math.min(MAX_BATCH, fitting, gathered));
  const perRecord = Math.max(1, Math.min(eventsPerRecord, batch, Math.floor(MAX_RECORD_BYTES / bytesPerEvent)));
  const requests = eventsPerMonth / batch;
  const putCalls = Math.max(batch / perRecord / MAX_CALL_RECORDS, (batch * bytesPerEvent) / MAX_CALL_BYTES, 1);
  return {
    lambdaRequests: requests,
    lambdaGbSeconds: requests * 0.5 * (0.02 + 0.00004 * batch + 0.03 * putCalls),
    architecture: 'arm64',
    firehoseBytes: (eventsPerMonth / perRecord) * billedRecordBytes(perRecord * bytesPerEvent),
    sqsRequests: queueRequests(eventsPerMonth, bytesPerEvent),
    snsDeliveries: 0,
  };
}

/** A send, a receive and a delete of every event. */
export function queueRequests(events: number, bytesPerEvent: number): number {
  return events * (sendRequests(bytesPerEvent) + consumeRequests(bytesPerEvent));
}

/** Ids, time, topic and three attributes around a body. */
export const ENVELOPE_BYTES = 360;

/** An event source mapping begins with five pollers, each of which gathers batches of its own (Lambda guide, SQS scaling). */
export const POLLERS = 5;

const WINDOW_SECONDS = 60;
const MAX_BATCH = 1000;
/** A message comes to an invocation with about this much of its own, its quotes escaped. */
const MESSAGE_BYTES = 1500;
