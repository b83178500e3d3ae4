/**
 * Stands in for AWS::Events::Rule that listens to alarms, and sends their events to state machines, queues and topics.
 * Other events, buses, schedules, targets and inputs are refused: no other event is told locally.
 */
import { arnOf } from '../../domain/arn.ts';
import { defineResource } from './provider.ts';
import { accepted, anything, listOf, objectOf, oneOf, performed, required, text, type Values } from './shapes.ts';

const table = {
  Name: performed(text, 'replaces'),
  Description: accepted(),
  EventPattern: required(
    objectOf({
      source: required(listOf(oneOf('aws.cloudwatch'))),
      'detail-type': required(listOf(oneOf('CloudWatch Alarm State Change'))),
      account: performed(anything),
      region: performed(anything),
      resources: performed(anything),
      detail: performed(anything),
    }),
  ),
  State: performed(oneOf('ENABLED', 'DISABLED')),
  Targets: required(listOf(objectOf({ Id: required(text), Arn: required(text), RoleArn: accepted() }))),
  Tags: accepted(),
};

/** A rule on the events of alarms. */
export const rule = defineResource({
  type: 'AWS::Events::Rule',
  attributes: ['Arn'],
  table,
  create(properties, { engines, generatedName }) {
    const name = properties.Name ?? generatedName(64);
    engines.alarms.putRule(name, ruleOf(properties));
    return name;
  },
  update: (name, properties, { engines }) => engines.alarms.putRule(name, ruleOf(properties)),
  delete: (name, { engines }) => engines.alarms.removeRule(name),
  describe: (name, _properties, context) => ({
    ref: name,
    attributes: { Arn: arnOf(context, 'events', `rule/${name}`) },
  }),
});

function ruleOf({ EventPattern, Targets, State = 'ENABLED' }: Values<typeof table>) {
  const other = Targets.find(({ Arn }) => !/^arn:[\w-]+:(states|sqs|sns):/.test(Arn));
  if (other) throw new Error(`the target ${other.Arn} is not performed locally: state machines, queues and topics are`);
  return {
    pattern: JSON.stringify(EventPattern),
    targets: Targets.map(({ Arn }) => Arn),
    enabled: State === 'ENABLED',
  };
}
