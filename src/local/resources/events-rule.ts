/**
 * Stands in for AWS::Events::Rule that listens to alarms and starts state machines.
 * Other events, buses, schedules and targets are refused: no other event is told locally.
 */
import { arnOf } from '../../domain/arn.ts';
import { defineResource } from './provider.ts';
import { accepted, listOf, objectOf, oneOf, performed, required, text, type Values } from './shapes.ts';

const table = {
  Name: performed(text, 'replaces'),
  Description: accepted(),
  EventPattern: required(
    objectOf({
      source: required(listOf(oneOf('aws.cloudwatch'))),
      'detail-type': required(listOf(oneOf('CloudWatch Alarm State Change'))),
      resources: required(listOf(text)),
      detail: required(objectOf({ state: required(objectOf({ value: required(listOf(oneOf('ALARM'))) })) })),
    }),
  ),
  State: performed(oneOf('ENABLED')),
  Targets: required(listOf(objectOf({ Id: required(text), Arn: required(text), RoleArn: accepted() }))),
  Tags: accepted(),
};

/** A rule by which an alarm that goes off starts state machines. */
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

function ruleOf({ EventPattern, Targets }: Values<typeof table>) {
  return { alarmArns: [...EventPattern.resources], machineArns: Targets.map(({ Arn }) => Arn) };
}
