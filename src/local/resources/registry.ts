/**
 * Stands in for CloudFormation's registry: every resource type that the local stack takes.
 * A type that is not here is refused by name, never skipped.
 */
import { api } from './apigatewayv2-api.ts';
import { authorizer } from './apigatewayv2-authorizer.ts';
import { integration } from './apigatewayv2-integration.ts';
import { route } from './apigatewayv2-route.ts';
import { stage } from './apigatewayv2-stage.ts';
import { alarm } from './cloudwatch-alarm.ts';
import { dashboard } from './cloudwatch-dashboard.ts';
import { dynamoTable } from './dynamodb-table.ts';
import { rule } from './events-rule.ts';
import { managedPolicy } from './iam-managed-policy.ts';
import { policy } from './iam-policy.ts';
import { role } from './iam-role.ts';
import { deliveryStream } from './kinesisfirehose-delivery-stream.ts';
import { alias } from './kms-alias.ts';
import { key } from './kms-key.ts';
import { eventSourceMapping } from './lambda-event-source-mapping.ts';
import { lambdaFunction } from './lambda-function.ts';
import { permission } from './lambda-permission.ts';
import { logGroup } from './logs-log-group.ts';
import { logStream } from './logs-log-stream.ts';
import { nestedStack, serverlessApplication } from './nested-stack.ts';
import { domain } from './opensearch-domain.ts';
import type { ResourceProvider } from './provider.ts';
import { bucket } from './s3-bucket.ts';
import { bucketPolicy } from './s3-bucket-policy.ts';
import { serverlessFunction } from './serverless-function.ts';
import { subscription } from './sns-subscription.ts';
import { topic } from './sns-topic.ts';
import { topicPolicy } from './sns-topic-policy.ts';
import { queue } from './sqs-queue.ts';
import { queuePolicy } from './sqs-queue-policy.ts';
import { stateMachine } from './stepfunctions-state-machine.ts';

/** Every provider, by its type's name. */
export const providers: ReadonlyMap<string, ResourceProvider> = new Map(
  [
    alarm,
    alias,
    api,
    authorizer,
    bucket,
    bucketPolicy,
    dashboard,
    deliveryStream,
    domain,
    dynamoTable,
    eventSourceMapping,
    integration,
    key,
    lambdaFunction,
    logGroup,
    logStream,
    managedPolicy,
    nestedStack,
    permission,
    policy,
    queue,
    queuePolicy,
    role,
    route,
    rule,
    serverlessApplication,
    serverlessFunction,
    stage,
    stateMachine,
    subscription,
    topic,
    topicPolicy,
  ]
    .sort((a, b) => (a.type < b.type ? -1 : 1))
    .map((provider) => [provider.type, provider]),
);
