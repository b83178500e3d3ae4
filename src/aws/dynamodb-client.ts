import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLIENT_SETTINGS } from './client-settings.ts';

/** A DynamoDB client for the Region and endpoint that the environment names. */
export function createDynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({ ...CLIENT_SETTINGS });
}
