import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetSubscriptionAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { readFunctionSettings } from '../../aws/describe/function-configuration.ts';
import { CommandError } from '../../cli/line/errors.ts';
import type { Session } from '../../cli/line/session.ts';
import type { BackfillRules } from '../../domain/search/backfill.ts';
import { compilePolicy } from '../compile-policy.ts';
import type { SearchFork } from './search-fork.ts';

/** How a search fork takes events now: its subscription's filter policy, and its forwarder's redaction. Throws CommandError. */
export async function readForkRules({ connection }: Session, { stream }: SearchFork): Promise<BackfillRules> {
  const { resources, name } = stream.stack;
  const subscription = resources.find(({ type }) => type === 'AWS::SNS::Subscription')?.physicalId;
  const forwarder = resources.find(({ logicalId }) => logicalId === 'ForwardToFirehoseFunction')?.physicalId;
  if (subscription === undefined || forwarder === undefined) {
    throw new CommandError(`${name} is no search-analytics application: it has no subscription, or no forwarder`);
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
