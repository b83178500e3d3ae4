import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { REQUEST_TIMES } from './request-times.ts';

/** A DynamoDB client for the Region and endpoint that the environment names. */
export function createDynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({ requestHandler: REQUEST_TIMES });
}
