import { deployedParts } from '../../../src/operator/cost/deployed-parts.ts';
import type { DeployedStack } from '../../../src/operator/stack/deployment.ts';

/** A stack with resources given as `LogicalId: Type`. */
function stack(
  path: readonly string[],
  types: Record<string, string>,
  parameters: Record<string, string> = {},
): DeployedStack {
  const resources = Object.entries(types).map(([logicalId, type]) => ({ logicalId, type, physicalId: logicalId }));
  return { name: ['shop', ...path].join('-'), id: 'arn', path, outputs: {}, parameters, resources };
}

const alarm = 'AWS::CloudWatch::Alarm';
const stream = 'AWS::KinesisFirehose::DeliveryStream';
const backup = { BackupStream: stream, BackupDeadLetterAlarm: alarm, BackupOldestMessageAlarm: alarm };

test('a shop has its parts in the order an event travels, each with its alarms', () => {
  const parts = deployedParts({
    stacks: [
      stack([], {
        BackupKey: 'AWS::KMS::Key',
        CheckoutApi: 'AWS::ApiGatewayV2::Api',
        CheckoutApiErrorAlarm: alarm,
        CheckoutTopic: 'AWS::SNS::Topic',
      }),
      stack(['Replay'], { ReplayEventsFunction: 'AWS::Lambda::Function' }),
      stack(['StorageBackup'], backup, {
        ArchiveFormat: 'Body',
        EventsPerRecord: '10',
        StreamBufferingIntervalInSeconds: '900',
        StreamBufferingSizeInMBs: '128',
        DataTransformationFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
        KmsKeyArn: '',
      }),
      stack(['Checkout'], { StoreOrderFunction: 'AWS::Lambda::Function', OrdersDeadLetterAlarm: alarm }),
    ],
  });

  expect(parts).toEqual([
    { kind: 'api', name: 'CheckoutApi', alarms: 1 },
    { kind: 'topic', name: 'CheckoutTopic', alarms: 0 },
    { kind: 'orders', name: 'Checkout', alarms: 1 },
    { kind: 'key', name: 'BackupKey', alarms: 0 },
    {
      kind: 'backup',
      name: 'StorageBackup',
      alarms: 2,
      format: 'Body',
      eventsPerRecord: 10,
      bufferSeconds: 900,
      bufferMegabytes: 128,
      transformed: true,
      encrypted: false,
    },
    { kind: 'replay', name: 'Replay', alarms: 0 },
  ]);
});

test('an alarm counts as often as it has metrics, which those of a backup that can pause have several of', () => {
  const alarms = { ...backup, BackupDeliveryAlarm: alarm, BackupFreshnessAlarm: alarm };
  const counted = (parameters: Record<string, string>) =>
    deployedParts({ stacks: [stack([], alarms, parameters)] }).map((part) => part.alarms);

  expect(counted({})).toEqual([4]);
  expect(counted({ PauseOnDeliveryFailure: 'false' })).toEqual([7]);
});

test('an application that is deployed by itself is named by its stack, and what is not of these templates is left out', () => {
  const parts = deployedParts({
    stacks: [stack([], backup), stack(['Other'], { Api: 'AWS::ApiGatewayV2::Api', Alarm: alarm })],
  });

  expect(parts.map(({ kind, name, alarms }) => ({ kind, name, alarms }))).toEqual([
    { kind: 'backup', name: 'shop', alarms: 2 },
    { kind: 'alarms', name: 'alarms of Other', alarms: 1 },
  ]);
});
