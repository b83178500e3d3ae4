import { MOST_RECORD_BYTES } from '../framing/pack-records.ts';
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
  const fitting = Math.floor(MOST_PAYLOAD_BYTES / (bytesPerEvent * 1.1 + MESSAGE_BYTES));
  const batch = Math.max(1, Math.min(MOST_BATCH, fitting, gathered));
  const perRecord = Math.max(1, Math.min(eventsPerRecord, batch, Math.floor(MOST_RECORD_BYTES / bytesPerEvent)));
  const requests = eventsPerMonth / batch;
  const putCalls = Math.max(batch / perRecord / 500, (batch * bytesPerEvent) / (4 * 1024 * 1024), 1);
  return {
    lambdaRequests: requests,
    lambdaGbSeconds: requests * 0.5 * (0.02 + 0.00004 * batch + 0.03 * putCalls),
    architecture: 'arm64',
    firehoseBytes: (eventsPerMonth / perRecord) * billedRecordBytes(perRecord * bytesPerEvent),
    sqsRequests: queueRequests(eventsPerMonth, bytesPerEvent),
    snsDeliveries: 0,
  };
}

/** What Firehose bills for a record: a multiple of 5 KB (Amazon Data Firehose pricing, Direct PUT). */
export function billedRecordBytes(bytes: number): number {
  return Math.ceil(bytes / BILLED_STEP) * BILLED_STEP;
}

/** A send an event, and a receive and a delete for ten; each 64 KB of what is sent or received is a request. */
export function queueRequests(events: number, bytesPerEvent: number): number {
  const message = Math.ceil((bytesPerEvent + 1000) / 65_536);
  const received = Math.max(0.1, (bytesPerEvent + 1000) / 65_536);
  return events * (message + received + 0.1);
}

/** Ids, time, topic and three attributes around a body. */
export const ENVELOPE_BYTES = 360;

/** An event source mapping begins with five pollers, each of which gathers batches of its own (Lambda guide, SQS scaling). */
export const POLLERS = 5;

const BILLED_STEP = 5 * 1024;
const WINDOW_SECONDS = 60;
const MOST_BATCH = 1000;
/** An invocation takes 6 MB; a message comes with about this much of its own, its quotes escaped. */
const MOST_PAYLOAD_BYTES = 6 * 1024 * 1024;
const MESSAGE_BYTES = 1500;
