/**
 * Stands in for AWS::SNS::TopicPolicy.
 * Nothing is authorised locally, so it has no effect.
 */
import { acceptWithoutEffect } from './provider.ts';

/** The policy of a topic. */
export const topicPolicy = acceptWithoutEffect({
  type: 'AWS::SNS::TopicPolicy',
  properties: ['PolicyDocument', 'Topics'],
  attributes: ['Id'],
  describe: (name) => ({ ref: name, attributes: { Id: name } }),
});
