import { billedRecordBytes } from './billed-record-bytes.ts';
import type { BilledUnits, Load } from './billed-units.ts';
import { ENVELOPE_BYTES, forwarderUnits, queueRequests } from './forwarder-units.ts';

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
