import { OperationError, RequestError } from '../errors.ts';
import { type Deployment, resourceIn, resourcesOf } from '../stack/deployment.ts';

/** The buffer of a deployment: its queue, and the mapping that empties it. */
export interface ReplayApplication {
  readonly queueUrl: string;
  readonly mappingId: string;
  readonly functionName: string;
  /** The topic whose events it holds. */
  readonly topicArn: string | undefined;
  /** Whether the template has the replay switched on. */
  readonly deployedOn: boolean;
}

/** The replay applications of a deployment, wherever they are nested: stacks with a `ReplayQueue` and a mapping. */
export function findReplayApplications(deployment: Deployment): ReplayApplication[] {
  return resourcesOf(deployment, 'AWS::SQS::Queue')
    .filter(({ logicalId }) => logicalId === 'ReplayQueue')
    .flatMap(({ physicalId: queueUrl, stack }) => {
      const mappingId = stack.outputs['ReplayMappingId'] ?? resourceIn(stack, 'AWS::Lambda::EventSourceMapping');
      const functionName = stack.outputs['ReplayFunctionName'] ?? resourceIn(stack, 'AWS::Lambda::Function');
      if (mappingId === undefined || functionName === undefined) return [];
      const { TopicArn: topicArn, ReplayEnabled: enabled } = stack.parameters;
      return [{ queueUrl, mappingId, functionName, topicArn, deployedOn: enabled === 'true' }];
    });
}

/** The only replay application. Throws when there is none, or more than one to choose from. */
export function requireReplayApplication(deployment: Deployment): ReplayApplication {
  const [found, ...more] = findReplayApplications(deployment);
  if (found === undefined)
    throw new OperationError('the stack nests no replay application: nest apps/replay to have a buffer');
  if (more.length > 0)
    throw new RequestError((called) => `the stack nests several replay applications: name one with ${called('stack')}`);
  return found;
}
