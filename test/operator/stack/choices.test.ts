import { findReplayApplications } from '../../../src/operator/replay/application.ts';
import { findBugFunctions } from '../../../src/operator/stack/bug-function.ts';
import type { DeployedStack, Deployment } from '../../../src/operator/stack/deployment.ts';
import { findFunction } from '../../../src/operator/stack/find-function.ts';
import { findTopic } from '../../../src/operator/stack/find-topic.ts';

const stack = (path: string[], parts: Partial<DeployedStack> = {}): DeployedStack => ({
  name: ['team', ...path].join('-'),
  id: 'arn',
  path,
  outputs: {},
  parameters: {},
  resources: [],
  ...parts,
});
const lambda = (logicalId: string, physicalId: string) => ({ logicalId, physicalId, type: 'AWS::Lambda::Function' });
const replayParts = {
  resources: [
    { logicalId: 'ReplayQueue', physicalId: 'http://q/replay', type: 'AWS::SQS::Queue' },
    { logicalId: 'ReplayEventsFunctionReplayQueue', physicalId: 'uuid', type: 'AWS::Lambda::EventSourceMapping' },
    lambda('ReplayEventsFunction', 'replay-fn'),
  ],
};

describe('a function', () => {
  const deployment: Deployment = {
    stacks: [
      stack([], { resources: [lambda('AcceptCheckoutFunction', 'shop-accept-1')] }),
      stack(['Checkout'], { resources: [lambda('StoreOrderFunction', 'shop-store-2')] }),
      stack(['StorageBackup'], { resources: [lambda('ForwardToFirehoseFunction', 'shop-backup-3')] }),
      stack(['Deep', 'SearchAnalytics'], { resources: [lambda('ForwardToFirehoseFunction', 'shop-search-4')] }),
    ],
  };

  test.each([
    { name: 'StoreOrderFunction', found: 'shop-store-2' },
    { name: 'store-order', found: 'shop-store-2' },
    { name: 'shop-store-2', found: 'shop-store-2' },
    { name: 'Checkout/store-order', found: 'shop-store-2' },
    { name: 'accept-checkout', found: 'shop-accept-1' },
    { name: 'StorageBackup/forward-to-firehose', found: 'shop-backup-3' },
    { name: 'Deep/SearchAnalytics/ForwardToFirehoseFunction', found: 'shop-search-4' },
  ])('is found as $name', ({ name, found }) => {
    expect(findFunction(deployment, name)).toBe(found);
  });

  test('of an ambiguous name is refused with the choices', () => {
    expect(() => findFunction(deployment, 'forward-to-firehose')).toThrow(
      'forward-to-firehose is not unique, choose one of: StorageBackup/forward-to-firehose, Deep/SearchAnalytics/forward-to-firehose',
    );
  });

  test('of an unknown name is refused with the list', () => {
    expect(() => findFunction(deployment, 'nope')).toThrow(
      'there is no function nope; there are: accept-checkout, Checkout/store-order,',
    );
  });
});

describe('the topic', () => {
  test('is the one of the outputs', () => {
    expect(findTopic({ stacks: [stack([], { outputs: { CheckoutTopicArn: 'arn:shop' } })] })).toBe('arn:shop');
  });

  test('is the one that nested applications are given, in a stack of the user', () => {
    const parameters = { TopicArn: 'arn:theirs' };

    expect(
      findTopic({ stacks: [stack([]), stack(['Backup'], { parameters }), stack(['Replay'], { parameters })] }),
    ).toBe('arn:theirs');
  });

  test('is asked for when there are several', () => {
    const stacks = [
      stack(['A'], { parameters: { TopicArn: 'arn:1' } }),
      stack(['B'], { parameters: { TopicArn: 'arn:2' } }),
    ];

    expect(() => findTopic({ stacks })).toThrow('choose one with topic: arn:1, arn:2');
  });

  test('is missed when there is none', () => {
    expect(() => findTopic({ stacks: [stack([])] })).toThrow('the stack has no topic to publish to');
  });
});

describe('the replay application', () => {
  test('is found by its outputs wherever it is nested', () => {
    const outputs = { ReplayMappingId: 'from-output', ReplayFunctionName: 'named' };

    expect(
      findReplayApplications({ stacks: [stack([]), stack(['Any', 'Name'], { ...replayParts, outputs })] }),
    ).toEqual([{ queueUrl: 'http://q/replay', mappingId: 'from-output', functionName: 'named', deployedOn: false }]);
  });

  test('is found by its resources when it is the stack itself', () => {
    const parameters = { ReplayEnabled: 'true' };

    expect(findReplayApplications({ stacks: [stack([], { ...replayParts, parameters })] })).toEqual([
      { queueUrl: 'http://q/replay', mappingId: 'uuid', functionName: 'replay-fn', deployedOn: true },
    ]);
  });
});

describe('the bug', () => {
  test('is in the checkout application, as its parameter deployed it', () => {
    const checkout = stack(['Orders'], {
      resources: [lambda('StoreOrderFunction', 'store')],
      parameters: { BugEnabled: 'true' },
    });

    expect(findBugFunctions({ stacks: [stack([]), checkout] })).toEqual([{ functionName: 'store', deployedOn: true }]);
  });
});
