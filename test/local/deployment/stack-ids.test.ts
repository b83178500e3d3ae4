import type * as CloudFormation from '@aws-sdk/client-cloudformation';
import { type Deployments, openDeployments, refOf } from '../../support/deployments.ts';

const inner = 'Resources: {Queue: {Type: "AWS::SQS::Queue"}}\nOutputs: {Url: {Value: !Ref Queue}}\n';
const outer = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Inner: {Type: "AWS::Serverless::Application", Properties: {Location: inner.yaml}}
  Queue: {Type: "AWS::SQS::Queue"}
`;

describe('the ids of stacks', () => {
  const open: Deployments[] = [];
  const start = async () => {
    const stack = await openDeployments();
    open.push(stack);
    stack.write('inner.yaml', inner);
    return stack;
  };
  afterEach(async () => {
    for (const stack of open.splice(0)) await stack.close();
  });
  const idsOf = async (stack: Deployments) => {
    const { Stacks = [] } = await stack.cloudFormation<CloudFormation.DescribeStacksOutput>('DescribeStacks');
    return Stacks.map(({ StackId, ParentId, RootId }) => ({ StackId, ParentId, RootId }));
  };

  test('are ARNs that no other state has, for a stack and for what it nests', async () => {
    const [one, other] = [await start(), await start()];
    await one.deploy(outer);
    await other.deploy(outer);

    const ids = [...(await idsOf(one)), ...(await idsOf(other))].map(({ StackId }) => StackId);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) {
      expect(id).toMatch(
        /^arn:aws:cloudformation:us-east-1:000000000000:stack\/shop[^/]*\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      );
    }
  });

  test('stay over updates and restarts', async () => {
    const first = await start();
    await first.deploy(outer);
    const before = await idsOf(first);
    await first.deploy(outer);
    expect(await idsOf(first)).toEqual(before);

    open.pop();
    const second = await first.reopen();
    open.push(second);
    await second.deploy(outer);

    expect(await idsOf(second)).toEqual(before);
  });

  test('are made anew once for a folder whose stacks had the same ids in every folder, and nothing in it is lost', async () => {
    const stack = await start();
    const deployed = await stack.deploy(outer);
    const QueueUrl = refOf(deployed, 'Inner/Queue');
    await stack.call('queues', 'SendMessage', { QueueUrl, MessageBody: 'kept' });
    const old = (await idsOf(stack)).map(({ StackId = '' }) => StackId);
    const { database } = stack.context;
    for (const [n, id] of old.entries()) {
      const earlier = id.replace(/[^/]*$/, `00000000-0000-4000-8000-00000000000${n}`);
      for (const table of ['deployment_stacks', 'deployment_resources']) {
        database.run(`UPDATE ${table} SET definition = replace(definition, ?, ?)`, id, earlier);
      }
      database.run('UPDATE deployment_stacks SET id = ? WHERE id = ?', earlier, id);
    }
    expect((await idsOf(stack))[1]?.ParentId).toMatch(/0{11}0$/);

    const again = await stack.deploy(outer);

    const ids = await idsOf(stack);
    expect(ids.map(({ StackId }) => StackId)).toEqual(old);
    expect(ids[1]).toMatchObject({ ParentId: old[0], RootId: old[0] });
    expect(refOf(again, 'Inner')).toBe(old[1]);
    expect(refOf(again, 'Inner/Queue')).toBe(QueueUrl);
    expect(stack.services.queues.counts()[QueueUrl.split('/').at(-1) ?? '']).toBe(1);
  });
});
