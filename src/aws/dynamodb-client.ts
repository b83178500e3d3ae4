import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A DynamoDB client for the Region and endpoint that the environment names. */
export function createDynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({});
}
