import { deliveryAlarm } from '../../support/delivery-alarm.ts';
import { type Deployments, openDeployments, refOf } from '../../support/deployments.ts';

const machine = {
  RoleArn: 'arn:aws:iam::000000000000:role/machine',
  Definition: {
    StartAt: 'Pause',
    States: {
      Pause: {
        Type: 'Task',
        Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:states:::aws-sdk:lambda:updateEventSourceMapping' },
        Parameters: { Uuid: 'mapping-1', Enabled: false },
        End: true,
      },
    },
  },
};
const pattern = {
  source: ['aws.cloudwatch'],
  'detail-type': ['CloudWatch Alarm State Change'],
  resources: [{ 'Fn::GetAtt': ['Alarm', 'Arn'] }],
  detail: { state: { value: ['ALARM'] } },
};
const rule = { EventPattern: pattern, Targets: [{ Id: 'pause', Arn: { Ref: 'Machine' } }] };
const [task] = Object.values(machine.Definition.States);

let stack: Deployments;
beforeEach(async () => {
  stack = await openDeployments();
});
afterEach(() => stack.close());

/** Deploys an alarm, a rule on it and a machine; one property a line, so that lines tell. */
function deploy({ Alarm = deliveryAlarm() as object, Rule = rule as object, Machine = machine as object } = {}) {
  const Resources = {
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: Alarm },
    Rule: { Type: 'AWS::Events::Rule', Properties: Rule },
    Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: Machine },
  };
  return stack.deploy(JSON.stringify({ Resources }, null, 1), { file: 'template.json' });
}
const statesOf = (States: object) => ({ Machine: { ...machine, Definition: { StartAt: 'Pause', States } } });

it('a machine is known by its ARN, which is made of its name', async () => {
  const arn = refOf(await deploy(), 'Machine');

  expect(arn).toMatch(/^arn:aws:states:us-east-1:000000000000:stateMachine:shop-Machine-/);
  expect(refOf(await deploy({ Machine: { ...machine, StateMachineName: 'own' } }), 'Machine')).toMatch(/:own$/);
});

it.each([
  [
    'a rule on another event',
    { Rule: { ...rule, EventPattern: { ...pattern, source: ['aws.ec2'] } } },
    /template\.json:\d+: Rule \(AWS::Events::Rule\): EventPattern\.source is "aws\.ec2"; it must be aws\.cloudwatch locally/,
  ],
  [
    'a rule on a schedule',
    { Rule: { ...rule, ScheduleExpression: 'rate(1 day)' } },
    /template\.json:\d+: Rule .*property ScheduleExpression is not performed locally/,
  ],
  [
    'a machine that does something else',
    statesOf({ Pause: { ...task, Resource: 'arn:aws:states:::sns:publish' } }),
    /template\.json:\d+: Machine \(AWS::StepFunctions::StateMachine\): Definition\.States\.Pause\.Resource is "arn:aws:states:::sns:publish"/,
  ],
  [
    'a machine that chooses',
    statesOf({ Pause: { ...task, Type: 'Choice' } }),
    /Definition\.States\.Pause\.Type is "Choice"; it must be Task locally/,
  ],
  [
    'a machine of two tasks',
    statesOf({ Pause: task, Then: task }),
    /Machine .*could not be deployed: only one state is performed locally, not Pause, Then/,
  ],
  [
    'a machine without its first state',
    statesOf({ Other: task }),
    /Machine .*could not be deployed: StartAt is Pause, and there is no such state/,
  ],
  [
    'a rule that calls a function',
    { Rule: { ...rule, Targets: [{ Id: 'call', Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f' }] } },
    /Rule .*could not be deployed: the target arn:aws:lambda:\S+ is not performed locally: state machines, queues and topics are/,
  ],
  [
    'a pattern that is none',
    { Rule: { ...rule, EventPattern: { ...pattern, detail: { state: 'ALARM' } } } },
    /Rule .*could not be deployed: .*FilterPolicy/,
  ],
])('%s is refused with its place', async (_, changes, message) => {
  await expect(deploy(changes)).rejects.toThrow(message);
});

it('an alarm may become any other once the template has no rule on it any more', async () => {
  const alone = (properties: object) => {
    const Resources = { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: properties } };
    return stack.deploy(JSON.stringify({ Resources }), { file: 'template.json' });
  };
  await deploy();
  await alone(deliveryAlarm());

  expect(refOf(await alone({ MetricName: 'Errors' }), 'Alarm')).toMatch(/^shop-Alarm-/);
});
