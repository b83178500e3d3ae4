import type { BilledUnits } from './billed-units.ts';
import { listPrices } from './list-prices.ts';
import { tiered } from './tiered.ts';
import { GB } from './units.ts';

/** A bill in US dollars. */
export interface Bill {
  readonly lambda: number;
  readonly firehose: number;
  /** What SNS takes for delivering to Firehose. */
  readonly delivery: number;
  readonly sqs: number;
  /** All of it but the queue. */
  readonly withoutQueue: number;
  readonly total: number;
}

/** What units cost by the list, without free tiers, discounts and what is the same for every design: storage, S3's requests. */
export function billOf(units: BilledUnits): Bill {
  const { lambdaRequest, lambdaGbSecond, firehoseGb, snsToFirehoseDelivery, sqsRequest } = listPrices;
  const lambda = units.lambdaRequests * lambdaRequest + units.lambdaGbSeconds * lambdaGbSecond[units.architecture];
  const firehose = tiered(units.firehoseBytes / GB, firehoseGb);
  const delivery = units.snsDeliveries * snsToFirehoseDelivery;
  const sqs = units.sqsRequests * sqsRequest;
  const withoutQueue = lambda + firehose + delivery;
  return { lambda, firehose, delivery, sqs, withoutQueue, total: withoutQueue + sqs };
}
