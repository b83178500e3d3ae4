import { AmbiguousError, OperationError } from '../errors.ts';
import { type Deployment, outputOf, resourcesOf } from './deployment.ts';

/** The topic that a deployment's forks hang on: the shop's own, or the one that the nested applications are given. */
export function findTopic(deployment: Deployment): string {
  const output = outputOf(deployment, 'CheckoutTopicArn');
  if (output !== undefined) return output;
  const given = deployment.stacks.flatMap(({ parameters }) => parameters['TopicArn'] ?? []);
  const own = resourcesOf(deployment, 'AWS::SNS::Topic').map(({ physicalId }) => physicalId);
  const [topic, ...more] = new Set(given.length > 0 ? given : own);
  if (topic === undefined) throw new OperationError('the stack has no topic to publish to');
  if (more.length > 0)
    throw new AmbiguousError('the stack has several topics', { names: [topic, ...more], wish: 'topic' });
  return topic;
}
