import { AmbiguousError, OperationError } from '../errors.ts';
import { type DeployedStack, type Deployment, resourceIn, resourcesOf } from '../stack/deployment.ts';

/** A backup fork of a deployment: its stream, and the queue and mapping that feed it. */
export interface BackupApplication {
  readonly streamName: string;
  readonly queueUrl: string;
  readonly mappingId: string;
  /** The topic whose events it archives. */
  readonly topicArn: string | undefined;
  /** Which of them; undefined for all. */
  readonly policy: { readonly text: string; readonly scope: string } | undefined;
  /** The alarm that pauses the fork; undefined where it is not to pause by itself. */
  readonly alarmName: string | undefined;
}

/** The storage-backup applications of a deployment, wherever they are nested: stacks with a `BackupStream`, its queue and a mapping. */
export function findBackupApplications(deployment: Deployment): BackupApplication[] {
  return resourcesOf(deployment, 'AWS::KinesisFirehose::DeliveryStream')
    .filter(({ logicalId }) => logicalId === 'BackupStream')
    .flatMap(({ physicalId: streamName, stack }) => {
      const queueUrl = resourceIn(stack, 'AWS::SQS::Queue', 'BackupQueue');
      const mappingId = resourceIn(stack, 'AWS::Lambda::EventSourceMapping');
      if (queueUrl === undefined || mappingId === undefined) return [];
      const pauses = stack.parameters['PauseOnDeliveryFailure'] === 'true';
      const alarmName = pauses ? resourceIn(stack, 'AWS::CloudWatch::Alarm', 'BackupDeliveryAlarm') : undefined;
      return [
        { streamName, queueUrl, mappingId, alarmName, topicArn: stack.parameters['TopicArn'], policy: policyOf(stack) },
      ];
    });
}

function policyOf({ parameters }: DeployedStack): BackupApplication['policy'] {
  const { SubscriptionFilterPolicy: text = '', SubscriptionFilterPolicyScope: scope = 'MessageAttributes' } =
    parameters;
  return text.trim() === '' ? undefined : { text, scope };
}

/** The only backup, or the one of the stream that is named. Throws OperationError when there is none, and AmbiguousError with the streams. */
export function requireBackupApplication(deployment: Deployment, streamName?: string): BackupApplication {
  const all = findBackupApplications(deployment);
  const [found, ...more] = all.filter((each) => streamName === undefined || each.streamName === streamName);
  if (found === undefined) {
    const which = streamName === undefined ? 'no backup' : `no backup with the stream ${streamName}`;
    throw new OperationError(`the stack has ${which}: nest the storage-backup application`);
  }
  if (more.length === 0) return found;
  throw new AmbiguousError('the stack has several backups', {
    names: all.map((each) => each.streamName),
    wish: 'stream',
  });
}
