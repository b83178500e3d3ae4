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
