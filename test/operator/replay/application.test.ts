import { findReplayApplications, requireReplayApplication } from '../../../src/operator/replay/application.ts';
import type { DeployedResource, DeployedStack } from '../../../src/operator/stack/deployment.ts';

const queue: DeployedResource = { logicalId: 'ReplayQueue', physicalId: 'http://q/replay', type: 'AWS::SQS::Queue' };
const mapping: DeployedResource = { logicalId: 'Any', physicalId: 'uuid', type: 'AWS::Lambda::EventSourceMapping' };
const lambda: DeployedResource = { logicalId: 'Any', physicalId: 'replay-fn', type: 'AWS::Lambda::Function' };
const stack = (resources: DeployedResource[], parts: Partial<DeployedStack> = {}): DeployedStack => ({
  name: 'team',
  id: 'arn',
  path: [],
  outputs: {},
  parameters: {},
  resources,
  ...parts,
});
const found = { queueUrl: 'http://q/replay', mappingId: 'uuid', functionName: 'replay-fn', deployedOn: false };

describe('the replay application of a stack', () => {
  it.each([
    ['is found by its resources', stack([queue, mapping, lambda]), [found]],
    [
      'is found by its outputs before its resources',
      stack([queue, mapping, lambda], { outputs: { ReplayMappingId: 'm', ReplayFunctionName: 'f' } }),
      [{ ...found, mappingId: 'm', functionName: 'f' }],
    ],
    [
      'is on where the template says true',
      stack([queue, mapping, lambda], { parameters: { ReplayEnabled: 'true' } }),
      [{ ...found, deployedOn: true }],
    ],
    [
      'is off where the template says anything else',
      stack([queue, mapping, lambda], { parameters: { ReplayEnabled: 'false' } }),
      [found],
    ],
    ['is none without a mapping', stack([queue, lambda]), []],
    ['is none without a function', stack([queue, mapping]), []],
    ['is none of another queue', stack([{ ...queue, logicalId: 'ReplayDeadLetterQueue' }, mapping, lambda]), []],
    ['is none of another resource of that name', stack([{ ...queue, type: 'AWS::SNS::Topic' }, mapping, lambda]), []],
  ])('%s', (_, only, applications) => {
    expect(findReplayApplications({ stacks: [stack([]), only] })).toEqual(applications);
  });

  it('is required to be there, and to be the only one', () => {
    const one = stack([queue, mapping, lambda]);

    expect(requireReplayApplication({ stacks: [one] })).toEqual(found);
    expect(() => requireReplayApplication({ stacks: [stack([])] })).toThrow(
      expect.objectContaining({
        name: 'OperationError',
        message: 'the stack nests no replay application: nest apps/replay to have a buffer',
      }),
    );
    expect(() => requireReplayApplication({ stacks: [one, one] })).toThrow(
      expect.objectContaining({
        name: 'RequestError',
        message: 'the stack nests several replay applications: name one with stack',
      }),
    );
  });
});
