import { SQSClient } from '@aws-sdk/client-sqs';
import { CLIENT_SETTINGS } from './client-settings.ts';

/** An SQS client that always calls its own endpoint, whatever host a queue's URL names. */
export function createSqsClient(): SQSClient {
  return new SQSClient({ useQueueUrlAsEndpoint: false, ...CLIENT_SETTINGS });
}
