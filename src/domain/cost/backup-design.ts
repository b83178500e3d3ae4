import { MOST_RECORD_BYTES } from '../framing/pack-records.ts';

/** What is published in a month, and how large an event's body is. */
export interface Load {
  readonly eventsPerMonth: number;
  readonly bytesPerEvent: number;
}

/** What AWS bills of a backup, whatever the prices are. */
export interface BilledUnits {
  readonly lambdaRequests: number;
  readonly lambdaGbSeconds: number;
  readonly architecture: 'arm64' | 'x86_64';
  /** Each record rounded up to 5 KB. */
  readonly firehoseBytes: number;
  readonly sqsRequests: number;
  /** Deliveries of SNS to Firehose; those to SQS are free. */
  readonly snsDeliveries: number;
}

/** A way to bring the events of a topic to Firehose. */
export interface BackupDesign {
  readonly name: string;
  readonly units: BilledUnits;
}

/**
 * The designs that there are to choose from, with what a month of a load is billed. Durations of functions are estimates, by
 * what such functions take on Lambda.
 */
export function backupDesigns(load: Load): BackupDesign[] {
  const packed = { ...load, eventsPerRecord: 500 };
  return [
    { name: 'native SNS → Firehose', units: nativeUnits(load) },
    { name: 'this application, Body', units: forwarderUnits({ ...packed, bytesPerEvent: load.bytesPerEvent + 1 }) },
    {
      name: 'this application, Envelope',
      units: forwarderUnits({ ...packed, bytesPerEvent: load.bytesPerEvent + ENVELOPE_BYTES }),
    },
    {
      name: 'this application, EventsPerRecord=1',
      units: forwarderUnits({ ...load, bytesPerEvent: load.bytesPerEvent + 1, eventsPerRecord: 1 }),
    },
    { name: 'one PutRecord per event, batches of ten', units: classicUnits(load) },
  ];
}

/** What Firehose bills for a record: a multiple of 5 KB (Amazon Data Firehose pricing, Direct PUT). */
export function billedRecordBytes(bytes: number): number {
  return Math.ceil(bytes / BILLED_STEP) * BILLED_STEP;
}

const BILLED_STEP = 5 * 1024;
/** Ids, time, topic and three attributes around a body. */
const ENVELOPE_BYTES = 360;
const SECONDS_PER_MONTH = 730 * 3600;
/** An event source mapping begins with five pollers, each of which gathers batches of its own (Lambda guide, SQS scaling). */
const POLLERS = 5;
const WINDOW_SECONDS = 60;
const MOST_BATCH = 1000;
/** An invocation takes 6 MB; a message comes with about this much of its own, its quotes escaped. */
const MOST_PAYLOAD_BYTES = 6 * 1024 * 1024;
const MESSAGE_BYTES = 1500;

function forwarderUnits({
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

/** Ten calls of Firehose one after the other, in a function of 128 MB. */
function classicUnits({ eventsPerMonth, bytesPerEvent }: Load): BilledUnits {
  const requests = eventsPerMonth / 10;
  return {
    lambdaRequests: requests,
    lambdaGbSeconds: requests * 0.125 * 0.255,
    architecture: 'x86_64',
    firehoseBytes: eventsPerMonth * billedRecordBytes(bytesPerEvent + 1),
    sqsRequests: queueRequests(eventsPerMonth, bytesPerEvent),
    snsDeliveries: 0,
  };
}

/** Raw delivery: a record is the body alone. */
function nativeUnits({ eventsPerMonth, bytesPerEvent }: Load): BilledUnits {
  return {
    lambdaRequests: 0,
    lambdaGbSeconds: 0,
    architecture: 'arm64',
    firehoseBytes: eventsPerMonth * billedRecordBytes(bytesPerEvent),
    sqsRequests: 0,
    snsDeliveries: eventsPerMonth,
  };
}

/** A send an event, and a receive and a delete for ten; each 64 KB of what is sent or received is a request. */
function queueRequests(events: number, bytesPerEvent: number): number {
  const message = Math.ceil((bytesPerEvent + 1000) / 65_536);
  const received = Math.max(0.1, (bytesPerEvent + 1000) / 65_536);
  return events * (message + received + 0.1);
}
