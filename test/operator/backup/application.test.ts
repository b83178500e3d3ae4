import { findBackupApplications, requireBackupApplication } from '../../../src/operator/backup/application.ts';
import type { DeployedResource, DeployedStack } from '../../../src/operator/stack/deployment.ts';

const stream = (physicalId = 'stream'): DeployedResource => ({
  logicalId: 'BackupStream',
  physicalId,
  type: 'AWS::KinesisFirehose::DeliveryStream',
});
const queue: DeployedResource = { logicalId: 'BackupQueue', physicalId: 'http://q/backup', type: 'AWS::SQS::Queue' };
const deadLetters: DeployedResource = { ...queue, logicalId: 'BackupDeadLetterQueue', physicalId: 'http://q/dead' };
const mapping: DeployedResource = { logicalId: 'Any', physicalId: 'uuid', type: 'AWS::Lambda::EventSourceMapping' };
const alarm: DeployedResource = {
  logicalId: 'BackupDeliveryAlarm',
  physicalId: 'late',
  type: 'AWS::CloudWatch::Alarm',
};
const stack = (resources: DeployedResource[], parameters: Record<string, string> = {}): DeployedStack => ({
  name: 'team',
  id: 'arn:team',
  path: [],
  outputs: {},
  parameters,
  resources,
});
const found = { streamName: 'stream', queueUrl: 'http://q/backup', mappingId: 'uuid', alarmName: undefined };
const whole = [stream(), deadLetters, queue, mapping, alarm];

describe('the backup of a stack', () => {
  it.each([
    ['is found by its stream, with its queue and mapping', stack(whole), [found]],
    [
      'has the alarm that pauses it where it is to pause',
      stack(whole, { PauseOnDeliveryFailure: 'true' }),
      [{ ...found, alarmName: 'late' }],
    ],
    ['has none where it is not to', stack(whole, { PauseOnDeliveryFailure: 'false' }), [found]],
    ['is none without a queue', stack([stream(), deadLetters, mapping]), []],
    ['is none without a mapping', stack([stream(), queue]), []],
    ['is none of another stream', stack([{ ...stream(), logicalId: 'SearchStream' }, queue, mapping]), []],
  ])('%s', (_, only, applications) => {
    expect(findBackupApplications({ stacks: [stack([]), only] })).toEqual(applications);
  });

  it('is required to be there, and to be the only one or the one of the stream that is named', () => {
    const one = stack(whole);
    const other = stack([stream('other'), queue, mapping]);

    expect(requireBackupApplication({ stacks: [one] })).toEqual(found);
    expect(requireBackupApplication({ stacks: [other, one] }, 'stream')).toEqual(found);
    expect(() => requireBackupApplication({ stacks: [one, other] })).toThrow(
      expect.objectContaining({
        name: 'AmbiguousError',
        message: 'the stack has several backups, choose one with stream: stream, other',
      }),
    );
    expect(() => requireBackupApplication({ stacks: [stack([])] })).toThrow(
      expect.objectContaining({
        name: 'OperationError',
        message: 'the stack has no backup: nest the storage-backup application',
      }),
    );
    expect(() => requireBackupApplication({ stacks: [one] }, 'another')).toThrow(
      'the stack has no backup with the stream another: nest the storage-backup application',
    );
  });
});
