import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetSubscriptionAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { readFunctionSettings } from '../../aws/describe/function-configuration.ts';
import { redactionRules } from '../../domain/card-data/redaction-rules.ts';
import { nameOf } from '../../domain/errors.ts';
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
  const { FilterPolicy, FilterPolicyScope = 'MessageAttributes' } = await readAttributes(
    new SNSClient(connection),
    subscription,
    name,
  );
  const { environment } = await readFunctionSettings(new LambdaClient(connection), forwarder);
  return {
    policy:
      FilterPolicy === undefined || FilterPolicy === '{}' ? undefined : compilePolicy(FilterPolicy, FilterPolicyScope),
    redact: environment['REDACTION'] === 'CardData',
    ...redactionRules(environment),
  };
}

async function readAttributes(
  sns: SNSClient,
  SubscriptionArn: string,
  fork: string,
): Promise<Readonly<Record<string, string>>> {
  try {
    const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    return Attributes;
  } catch (cause) {
    if (nameOf(cause) !== 'NotFoundException') throw cause;
    throw new OperationError(
      `the subscription of ${fork} was removed outside of the stack, and with it the filter policy that says which events belong in its index: deploy the stack without this application, and with it again`,
      { cause },
    );
  }
}
