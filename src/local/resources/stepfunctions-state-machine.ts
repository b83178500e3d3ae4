/**
 * Stands in for AWS::StepFunctions::StateMachine whose one task switches an event source mapping.
 * Every other state, task and type is refused by name; executions are not kept, and there is no API.
 */
import { arnOf } from '../../domain/arn.ts';
import { defineResource } from './provider.ts';
import { accepted, flag, mapOf, objectOf, oneOf, performed, required, text, type Values } from './shapes.ts';

const state = objectOf({
  Type: required(oneOf('Task')),
  Resource: required(oneOf('arn:aws:states:::aws-sdk:lambda:updateEventSourceMapping')),
  Parameters: required(objectOf({ Uuid: required(text), Enabled: required(flag) })),
  End: required(oneOf('true')),
  Comment: accepted(),
  Retry: accepted(),
});

const table = {
  StateMachineName: performed(text, 'replaces'),
  StateMachineType: performed(oneOf('STANDARD'), 'replaces'),
  Definition: required(objectOf({ StartAt: required(text), States: required(mapOf(state)), Comment: accepted() })),
  RoleArn: accepted(),
  LoggingConfiguration: accepted(),
  TracingConfiguration: accepted(),
  Tags: accepted(),
};

/** A state machine of one task. */
export const stateMachine = defineResource({
  type: 'AWS::StepFunctions::StateMachine',
  attributes: ['Arn', 'Name'],
  table,
  create(properties, context) {
    const name = properties.StateMachineName ?? context.generatedName(80);
    const arn = arnOf(context, 'states', `stateMachine:${name}`);
    context.engines.alarms.putMachine(arn, taskOf(properties));
    return arn;
  },
  update: (arn, properties, { engines }) => engines.alarms.putMachine(arn, taskOf(properties)),
  delete: (arn, { engines }) => engines.alarms.removeMachine(arn),
  describe: (arn) => ({ ref: arn, attributes: { Arn: arn, Name: arn.split(':').at(-1) ?? arn } }),
});

function taskOf({ Definition }: Values<typeof table>) {
  const { StartAt, States } = Definition;
  const [only, ...more] = Object.keys(States);
  const task = States[StartAt];
  if (task === undefined) throw new Error(`StartAt is ${StartAt}, and there is no such state`);
  if (more.length > 0) throw new Error(`only one state is performed locally, not ${[only, ...more].join(', ')}`);
  return { mappingId: task.Parameters.Uuid, enabled: task.Parameters.Enabled };
}
