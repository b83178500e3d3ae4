import { SNSClient } from '@aws-sdk/client-sns';
import { REQUEST_TIMES } from './request-times.ts';

/** An SNS client for the Region and endpoint that the environment names. */
export function createSnsClient(): SNSClient {
  return new SNSClient({ requestHandler: REQUEST_TIMES });
}
