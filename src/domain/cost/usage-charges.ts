import { sendRequests } from './billed-requests.ts';
import type { Load } from './billed-units.ts';
import { addCharges, type Charges } from './charges.ts';
import type { BackupSettings, DeployedPart } from './deployed-part.ts';
import { ENVELOPE_BYTES, forwarderUnits } from './forwarder-units.ts';
import { functionCharges } from './function-charges.ts';
import { listPrices } from './list-prices.ts';
import { SECONDS_PER_MONTH } from './month.ts';
import { tiered } from './tiered.ts';
import { GB, MB } from './units.ts';

/**
 * What a part costs for the events of a month, above what it costs when idle. Durations of functions and sizes of log lines
 * are estimates; of the events, `searchedShare` passes the filter of the search fork.
 */
export function usageCharges(part: DeployedPart, load: Load & { searchedShare: number }): Charges {
  switch (part.kind) {
    case 'api':
      return apiCharges(load);
    case 'topic':
      return topicCharges(load);
    case 'orders':
      return ordersCharges(load);
    case 'backup':
      return backupCharges(part, load);
    case 'search':
      return searchCharges(part, { ...load, eventsPerMonth: load.eventsPerMonth * load.searchedShare });
    case 'replay':
      return { sqs: load.eventsPerMonth * sendRequests(load.bytesPerEvent) * listPrices.sqsRequest };
    default:
      return {};
  }
}

/** Lambda's own lines of an invocation and the function's one line. */
const LOG_BYTES = 700;
/** The line that holds the metrics besides. */
const METRICS_LOG_BYTES = 400;
const ACCESS_LOG_BYTES = 300;
const IDEMPOTENCY_BYTES = 500;
/** A row of the orders table, with the 100 bytes that DynamoDB adds for its index. */
const ORDER_BYTES = 350;
/** A data key serves for five minutes (SQS and SNS guides, estimating costs of AWS KMS). */
const DATA_KEYS_A_MONTH = SECONDS_PER_MONTH / 300;
const DAYS_PER_MONTH = 365 / 12;

/** A request, an invocation of 40 ms, and a claim and a result in the idempotency table, which are kept for a day. */
function apiCharges({ eventsPerMonth, bytesPerEvent }: Load): Charges {
  const requests = eventsPerMonth * Math.ceil((bytesPerEvent + 1000) / (512 * 1024));
  const kept = ((eventsPerMonth / DAYS_PER_MONTH) * IDEMPOTENCY_BYTES) / GB;
  return addCharges([
    { apiGateway: tiered(requests, listPrices.httpApiRequest) },
    functionCharges({
      invocations: eventsPerMonth,
      gbSeconds: eventsPerMonth * 0.25 * 0.04,
      logBytes: LOG_BYTES + ACCESS_LOG_BYTES,
      metrics: 0,
    }),
    { dynamoDb: eventsPerMonth * 2 * listPrices.dynamoDbWrite + kept * listPrices.dynamoDbGbMonth },
  ]);
}

/** Deliveries to queues are free. The topic's own key is asked twice for each data key. */
function topicCharges(load: Load): Charges {
  return {
    sns: load.eventsPerMonth * sendRequests(load.bytesPerEvent) * listPrices.snsPublish,
    kms: Math.min(DATA_KEYS_A_MONTH, load.eventsPerMonth) * 2 * listPrices.keyRequest,
  };
}

/** Without a batching window two invocations of 50 ms at a time take 40 batches a second; only what is more gathers. */
function ordersCharges(load: Load): Charges {
  const { eventsPerMonth } = load;
  const batch = Math.max(1, Math.min(10, eventsPerMonth / SECONDS_PER_MONTH / 40));
  const batches = eventsPerMonth / batch;
  const stored = (eventsPerMonth * ORDER_BYTES) / GB;
  return addCharges([
    { sqs: (eventsPerMonth * sendRequests(load.bytesPerEvent) + batches * 2) * listPrices.sqsRequest },
    functionCharges({
      invocations: batches,
      gbSeconds: 0.25 * (batches * 0.02 + eventsPerMonth * 0.005),
      logBytes: LOG_BYTES + METRICS_LOG_BYTES,
      metrics: 6,
    }),
    {
      dynamoDb:
        eventsPerMonth * listPrices.dynamoDbWrite +
        stored * (listPrices.dynamoDbGbMonth + listPrices.dynamoDbRecoveryGbMonth),
    },
  ]);
}

/** The archive of the month as it lies there for one month, uncompressed. */
function backupCharges(settings: BackupSettings, { eventsPerMonth, bytesPerEvent }: Load): Charges {
  const line = bytesPerEvent + (settings.format === 'Envelope' ? ENVELOPE_BYTES : 1);
  const bytes = eventsPerMonth * line;
  const { batches, charges } = forwarderCharges({
    eventsPerMonth,
    bytesPerEvent: line,
    eventsPerRecord: settings.eventsPerRecord,
  });
  const { bufferMegabytes: megabytes, bufferSeconds: seconds, transformed, encrypted } = settings;
  return addCharges([
    charges,
    transformed ? transformationCharges(bytes, batches) : {},
    { s3: buffersOf({ bytes, batches, megabytes, seconds }) * listPrices.s3Put + (bytes / GB) * listPrices.s3GbMonth },
    encrypted ? { kms: Math.min(DATA_KEYS_A_MONTH, eventsPerMonth) * 3 * listPrices.keyRequest } : {},
  ]);
}

/** A document is a record of its own. */
function searchCharges({ transformed }: { transformed: boolean }, load: Load): Charges {
  const { batches, charges } = forwarderCharges({ ...load, eventsPerRecord: 1 });
  const bytes = load.eventsPerMonth * load.bytesPerEvent;
  return addCharges([charges, transformed ? transformationCharges(bytes, batches) : {}]);
}

function forwarderCharges(load: Load & { eventsPerRecord: number }): { batches: number; charges: Charges } {
  const { lambdaRequests, lambdaGbSeconds, firehoseBytes, sqsRequests } = forwarderUnits(load);
  const run = functionCharges({
    invocations: lambdaRequests,
    gbSeconds: lambdaGbSeconds,
    logBytes: LOG_BYTES + METRICS_LOG_BYTES,
    metrics: 4,
  });
  const charges = addCharges([
    run,
    { firehose: tiered(firehoseBytes / GB, listPrices.firehoseGb), sqs: sqsRequests * listPrices.sqsRequest },
  ]);
  return { batches: lambdaRequests, charges };
}

/** Firehose gathers 3 MB or 60 seconds for an invocation, which takes about 100 ms a megabyte. */
function transformationCharges(bytes: number, batches: number): Charges {
  const invocations = buffersOf({ bytes, batches, megabytes: 3, seconds: 60 });
  const gbSeconds = 0.5 * (invocations * 0.02 + (bytes / MB) * 0.1);
  return functionCharges({ invocations, gbSeconds, logBytes: LOG_BYTES, metrics: 0 });
}

/** How often a buffer is full, or its time up with something in it. */
function buffersOf({
  bytes,
  batches,
  megabytes,
  seconds,
}: {
  bytes: number;
  batches: number;
  megabytes: number;
  seconds: number;
}): number {
  return Math.max(bytes / (megabytes * MB), Math.min(batches, SECONDS_PER_MONTH / seconds));
}
