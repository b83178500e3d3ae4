import { type Properties, readTemplateOf, statementsOf, type Value } from '../support/templates.ts';

const getAtt = (id: string, attribute: string): Value => ({ 'Fn::GetAtt': [id, attribute] });
const ref = (id: string): Value => ({ Ref: id });

describe('what pauses the backup', () => {
  const template = readTemplateOf('storage-backup');
  const { Resources } = template;
  const grantsOf = (role: string) =>
    ((Resources[role]?.Properties['Policies'] ?? []) as Properties[]).flatMap((policy) =>
      statementsOf(policy['PolicyDocument']),
    );

  it('is there where it is wanted, and listens to the alarm on deliveries alone', () => {
    const parts = Object.entries(Resources).filter(([id]) => id.startsWith('PauseBackup'));

    expect(parts).toHaveLength(5);
    expect(parts.filter(([, { Condition }]) => Condition !== 'PausesOnDeliveryFailure')).toEqual([]);
    expect(template.Conditions['PausesOnDeliveryFailure']).toEqual({
      'Fn::Equals': [ref('PauseOnDeliveryFailure'), 'true'],
    });
    expect(Resources['PauseBackupRule']?.Properties).toMatchObject({
      EventPattern: { resources: [getAtt('BackupDeliveryAlarm', 'Arn')], detail: { state: { value: ['ALARM'] } } },
      Targets: [{ Arn: getAtt('PauseBackupStateMachine', 'Arn'), RoleArn: getAtt('PauseBackupRuleRole', 'Arn') }],
    });
  });

  it('may switch its own mapping and start its own machine, and nothing else', () => {
    expect(grantsOf('PauseBackupRuleRole')).toEqual([
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: getAtt('PauseBackupStateMachine', 'Arn') },
    ]);
    expect(grantsOf('PauseBackupStateMachineRole')).toEqual([
      {
        Effect: 'Allow',
        Action: 'lambda:UpdateEventSourceMapping',
        Resource: {
          'Fn::Sub':
            'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:event-source-mapping:${ForwardToFirehoseFunctionBackupQueue}',
        },
      },
    ]);
  });

  it('has a queue that keeps events as long as SQS can, and an alarm that is quiet while nobody asks it for messages', () => {
    expect(Resources['BackupQueue']?.Properties['MessageRetentionPeriod']).toBe(1_209_600);
    expect(Resources['BackupOldestMessageAlarm']?.Properties['Metrics']).toContainEqual({
      Id: 'reckoned',
      Expression: 'IF(FILL(received, 0) + FILL(empty, 0) > 0 OR age > 864000, age, 0)',
    });
  });
});
