/**
 * Stands in for AWS::SNS::Topic.
 * FIFO topics and subscriptions written inside the topic are not performed.
 */
import { arnOf, nameOfArn } from '../../domain/arn.ts';
import { answerText, call } from './engines.ts';
import { defineResource } from './provider.ts';
import { accepted, performed, text } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

/** A standard topic. */
export const topic = defineResource({
  type: 'AWS::SNS::Topic',
  attributes: ['TopicArn', 'TopicName'],
  table: {
    TopicName: performed(text, 'replaces'),
    DisplayName: performed(text),
    KmsMasterKeyId: accepted(text),
    TracingConfig: accepted(text),
    SignatureVersion: accepted(text),
    DataProtectionPolicy: accepted(),
    DeliveryStatusLogging: accepted(),
    Tags: accepted(),
  },
  async create({ TopicName, DisplayName, KmsMasterKeyId }, context) {
    const Name = TopicName ?? context.generatedName(256);
    const Attributes = attributesOf({ DisplayName, KmsMasterKeyId });
    return answerText(await call(context.engines.topics.operations, 'CreateTopic', { Name, Attributes }), 'TopicArn');
  },
  async update(TopicArn, { DisplayName = '', KmsMasterKeyId = '' }, { engines }, previous) {
    const changes = { DisplayName, KmsMasterKeyId };
    for (const [AttributeName, AttributeValue] of Object.entries(changes)) {
      const before = AttributeName === 'DisplayName' ? previous.DisplayName : previous.KmsMasterKeyId;
      if (AttributeValue === (before ?? '')) continue;
      await call(engines.topics.operations, 'SetTopicAttributes', { TopicArn, AttributeName, AttributeValue });
    }
  },
  async delete(TopicArn, { engines }) {
    await call(engines.topics.operations, 'DeleteTopic', { TopicArn });
  },
  async exists(TopicArn, { engines }) {
    const answer = await unlessGone(() => call(engines.topics.operations, 'GetTopicAttributes', { TopicArn }));
    return answer !== undefined;
  },
  describe: (physicalId, _properties, context) => {
    const TopicName = nameOfArn(physicalId);
    const TopicArn = arnOf(context, 'sns', TopicName);
    return { ref: TopicArn, attributes: { TopicArn, TopicName } };
  },
});

/** Only what is given: the engine has its own defaults. */
function attributesOf(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) attributes[name] = value;
  return attributes;
}
