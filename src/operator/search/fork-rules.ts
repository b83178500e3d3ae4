import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetSubscriptionAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { readFunctionSettings } from '../../aws/describe/function-configuration.ts';
import type { BackfillRules } from '../../domain/search/backfill.ts';
import { compilePolicy } from '../compile-policy.ts';
import { OperationError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import type { SearchFork } from './search-fork.ts';

/** How a search fork takes events now: its subscription's filter policy, and its forwarder's redaction. Throws OperationError. */
export async function readForkRules({ connection }: Operator, { stream }: SearchFork): Promise<BackfillRules> {
  const { resources, name } = stream.stack;
  const subscription = resources.find(({ type }) => type === 'AWS::SNS::Subscription')?.physicalId;
  const forwarder = resources.find(({ logicalId }) => logicalId === 'ForwardToFirehoseFunction')?.physicalId;
  if (subscription === undefined || forwarder === undefined) {
    throw new OperationError(`${name} is no search-analytics application: it has no subscription, or no forwarder`);
  }
  const { Attributes = {} } = await new SNSClient(connection).send(
    new GetSubscriptionAttributesCommand({ SubscriptionArn: subscription }),
  );
  const { FilterPolicy, FilterPolicyScope = 'MessageAttributes' } = Attributes;
  const { environment } = await readFunctionSettings(new LambdaClient(connection), forwarder);
  return {
    policy:
      FilterPolicy === undefined || FilterPolicy === '{}' ? undefined : compilePolicy(FilterPolicy, FilterPolicyScope),
    redact: environment['REDACTION'] === 'CardData',
  };
}
