const MILLION = 1_000_000;

/**
 * AWS's list prices in US dollars for one Region, as its price pages had them in that month: look them up again before you
 * rely on them. Free tiers and discounts are left out.
 */
export const listPrices = {
  region: 'us-east-1',
  asOf: '2025-11',
  /** AWS Lambda pricing, Requests. */
  lambdaRequest: 0.2 / MILLION,
  /** AWS Lambda pricing, Duration, first tier. */
  lambdaGbSecond: { arm64: 0.0000133334, x86_64: 0.0000166667 },
  /** Amazon Data Firehose pricing, Direct PUT: a GB is 2^30 bytes, each record a multiple of 5 KB. */
  firehoseGb: [
    { upTo: 500 * 1024, price: 0.029 },
    { upTo: 2000 * 1024, price: 0.025 },
    { upTo: Number.POSITIVE_INFINITY, price: 0.02 },
  ],
  /** Amazon SQS pricing, standard queues; each 64 KB is a request. */
  sqsRequest: 0.4 / MILLION,
  /** Amazon SNS pricing, standard topics, publishes; each 64 KB is a request. */
  snsPublish: 0.5 / MILLION,
  /** Amazon SNS pricing, standard topics, deliveries to Amazon Data Firehose; to SQS they are free. */
  snsToFirehoseDelivery: 0.19 / MILLION,
  /** Amazon S3 pricing, S3 Standard; a list costs what a put does. */
  s3Put: 0.005 / 1000,
  s3Get: 0.0004 / 1000,
  s3GbMonth: 0.023,
  /** Amazon API Gateway pricing, HTTP APIs; each 512 KB is a request. */
  httpApiRequest: [
    { upTo: 300 * MILLION, price: 1 / MILLION },
    { upTo: Number.POSITIVE_INFINITY, price: 0.9 / MILLION },
  ],
  /** Amazon DynamoDB pricing, on-demand capacity, Standard table class; each KB written is a request unit. */
  dynamoDbWrite: 0.625 / MILLION,
  dynamoDbGbMonth: 0.25,
  /** Amazon DynamoDB pricing, point-in-time recovery. */
  dynamoDbRecoveryGbMonth: 0.2,
  /** Amazon OpenSearch Service pricing, on-demand instances and gp3 volumes. */
  searchInstanceHour: { 't3.small.search': 0.036 },
  searchVolumeGbMonth: 0.122,
  /** AWS Key Management Service pricing, symmetric keys; each of a key's first two rotations adds another keyMonth. */
  keyMonth: 1,
  keyRequest: 0.03 / 10_000,
  /** Amazon CloudWatch pricing, Logs, Standard class, collected. */
  logGb: 0.5,
  /** Amazon CloudWatch pricing, custom metrics, first tier: by the hours that they are sent in. */
  metricMonth: 0.3,
  /** Amazon CloudWatch pricing, standard resolution, for each metric of an alarm. */
  alarmMonth: 0.1,
  /** AWS X-Ray pricing, traces recorded. */
  traceRecorded: 5 / MILLION,
} as const;
