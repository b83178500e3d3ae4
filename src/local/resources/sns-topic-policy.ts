/**
 * Stands in for AWS::SNS::TopicPolicy.
 * The policy is given back by the API; nothing is authorised locally, so it has no effect.
 */
import { call, type Engines } from './engines.ts';
import { defineResource } from './provider.ts';
import { accepted, document, listOf, text } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

/** The policy of topics. */
export const topicPolicy = defineResource({
  type: 'AWS::SNS::TopicPolicy',
  effect: 'accepted',
  attributes: ['Id'],
  table: { PolicyDocument: accepted(document), Topics: accepted(listOf(text)) },
  async create({ Topics, PolicyDocument }, { engines, generatedName }) {
    await setPolicy(engines, Topics, JSON.stringify(PolicyDocument));
    return generatedName(64);
  },
  async update(_id, { Topics, PolicyDocument }, { engines }, previous) {
    const left = previous.Topics?.filter((arn) => !Topics?.includes(arn));
    await unlessGone(() => setPolicy(engines, left, ''));
    await setPolicy(engines, Topics, JSON.stringify(PolicyDocument));
  },
  delete: (_id, { engines }, { Topics }) => unlessGone(() => setPolicy(engines, Topics, '')),
  describe: (name) => ({ ref: name, attributes: { Id: name } }),
});

async function setPolicy({ topics }: Engines, arns: readonly string[] = [], AttributeValue = ''): Promise<void> {
  for (const TopicArn of arns) {
    await call(topics.operations, 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue });
  }
}
