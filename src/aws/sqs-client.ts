import { SQSClient } from '@aws-sdk/client-sqs';
import { REQUEST_TIMES } from './request-times.ts';

/** An SQS client that always calls its own endpoint, whatever host a queue's URL names. */
export function createSqsClient(): SQSClient {
  return new SQSClient({ useQueueUrlAsEndpoint: false, requestHandler: REQUEST_TIMES });
}
