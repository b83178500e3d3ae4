import { SNSClient } from '@aws-sdk/client-sns';

/** An SNS client for the Region and endpoint that the environment names. */
export function createSnsClient(): SNSClient {
  return new SNSClient({});
}
