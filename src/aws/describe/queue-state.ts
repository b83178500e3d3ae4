import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { deadLetterArnOf } from '../../domain/dead-letter-arn.ts';

/** What SQS tells of a queue at once; the counts are approximate, as SQS calls them. */
export interface QueueState {
  readonly arn: string;
  /** Messages that can be received now. */
  readonly visible: number;
  /** Messages received and neither deleted nor visible again. */
  readonly inFlight: number;
  readonly delayed: number;
  readonly deadLetterArn: string | undefined;
  /** How long it keeps a message. */
  readonly retentionSeconds: number;
}

/** Reads a queue's counts, how long it keeps messages, and where its dead letters go. */
export async function readQueueState(client: SQSClient, queueUrl: string): Promise<QueueState> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  return {
    arn: Attributes.QueueArn ?? '',
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
    deadLetterArn: deadLetterArnOf(Attributes.RedrivePolicy),
    retentionSeconds: Number(Attributes.MessageRetentionPeriod ?? 0),
  };
}

/** Everything the queue holds, whatever its state. */
export function held({ visible, inFlight, delayed }: QueueState): number {
  return visible + inFlight + delayed;
}
