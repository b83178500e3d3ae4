import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { readTopicFailures } from '../../aws/describe/topic-failures.ts';
import { nameOfArn, parseArn } from '../../domain/arn.ts';
import type { Operator } from '../operator.ts';
import { type Deployment, resourcesOf } from '../stack/deployment.ts';
import { openStackClock } from '../stack/stack-clock.ts';

/** What a topic lost lately. */
export interface TopicLosses {
  /** Its place in the stacks, or the name of a topic that is none of theirs. */
  readonly name: string;
  readonly topicArn: string;
  /** Deliveries that reached neither their queue nor a dead-letter queue; null where CloudWatch does not tell. */
  readonly lost: number | null;
}

const WINDOW_MS = 24 * 60 * 60_000;

/**
 * What the topics of a deployment, and those that it subscribes to, lost in the last 24 hours. A topic's metrics count all of
 * its subscriptions, those of other stacks as well.
 */
export async function readLosses(
  { connection, clock }: Pick<Operator, 'connection' | 'clock'>,
  deployment: Deployment,
): Promise<TopicLosses[]> {
  const now = (await openStackClock({ connection, clock })).now();
  return Promise.all(
    topicsOf(deployment).map(async ({ name, topicArn }) => {
      // A topic's metrics are where the topic is.
      const client = new CloudWatchClient({ ...connection, region: parseArn(topicArn).region });
      const window = { topicName: nameOfArn(topicArn), from: now - WINDOW_MS, now };
      // Who may not ask CloudWatch can know the rest all the same.
      const failures = await readTopicFailures(client, window).catch(() => undefined);
      if (failures === undefined) return { name, topicArn, lost: null };
      const { failed, redriven, failedToRedrive } = failures;
      // What a subscription without a dead-letter queue lost is counted as failed alone.
      return { name, topicArn, lost: Math.max(failedToRedrive, failed - redriven) };
    }),
  );
}

function topicsOf(deployment: Deployment): Pick<TopicLosses, 'name' | 'topicArn'>[] {
  const own = resourcesOf(deployment, 'AWS::SNS::Topic').map(({ name, physicalId }) => [physicalId, name] as const);
  const subscribed = resourcesOf(deployment, 'AWS::SNS::Subscription').map(({ physicalId }) => {
    // The ARN of a subscription is its topic's, and an id.
    const topicArn = physicalId.slice(0, physicalId.lastIndexOf(':'));
    return [topicArn, nameOfArn(topicArn)] as const;
  });
  return [...new Map([...subscribed, ...own])].map(([topicArn, name]) => ({ name, topicArn }));
}
