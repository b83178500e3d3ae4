import { SNSClient } from '@aws-sdk/client-sns';
import { CLIENT_SETTINGS } from './client-settings.ts';

/** An SNS client for the Region and endpoint that the environment names. */
export function createSnsClient(): SNSClient {
  return new SNSClient({ ...CLIENT_SETTINGS });
}
