import { LambdaClient } from '@aws-sdk/client-lambda';
import { readMapping, switchMapping } from '../../../src/aws/describe/event-source-mapping.ts';
import { NOWHERE, scripted } from '../../support/scripted-client.ts';

const lambda = (...answers: object[]) => scripted(new LambdaClient(NOWHERE), answers);
const state = (State: string, StateTransitionReason?: string) => ({ State, StateTransitionReason });
const get = ['GetEventSourceMapping', { UUID: 'm-1' }];
const update = (Enabled: boolean) => ['UpdateEventSourceMapping', { UUID: 'm-1', Enabled }];

async function switched(enabled: boolean, ...answers: object[]) {
  const { client, asked } = lambda(...answers);
  const waits: number[] = [];
  const mapping = await switchMapping(client, { id: 'm-1', enabled, wait: async (ms) => void waits.push(ms) });
  return { state: mapping.state, asked, waits };
}

describe('a mapping', () => {
  test('is read with its queue, its function and when it changed', async () => {
    const { client, asked } = lambda({
      State: 'Disabled',
      StateTransitionReason: 'USER_INITIATED',
      EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q',
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:store-order:live',
      BatchSize: 7,
      LastModified: new Date(1000),
    });

    expect(await readMapping(client, 'm-1')).toEqual({
      id: 'm-1',
      state: 'Disabled',
      reason: 'USER_INITIATED',
      queueArn: 'arn:aws:sqs:us-east-1:000000000000:q',
      functionName: 'store-order',
      batchSize: 7,
      changedAt: 1000,
    });
    expect(asked).toEqual([get]);
  });

  test('of which Lambda says nothing is unknown', async () => {
    expect(await readMapping(lambda({}).client, 'm-1')).toEqual({
      id: 'm-1',
      state: 'unknown',
      reason: undefined,
      queueArn: '',
      functionName: '',
      batchSize: 1,
      changedAt: undefined,
    });
  });

  test.each([
    [true, 'Enabled'],
    [false, 'Disabled'],
  ])('that is switched to %s already is left alone', async (enabled, wanted) => {
    expect(await switched(enabled, state(wanted))).toEqual({ state: wanted, asked: [get, get], waits: [] });
  });

  test.each([
    [true, 'Disabled', 'Enabled'],
    [false, 'Enabled', 'Disabled'],
  ])('is switched to %s, and waited for a second at a time', async (enabled, before, after) => {
    expect(await switched(enabled, state(before), {}, state('Updating'), state('Updating'), state(after))).toEqual({
      state: after,
      asked: [get, update(enabled), get, get, get],
      waits: [1000, 1000],
    });
  });

  test('on its way is waited for before it is switched', async () => {
    expect(await switched(true, state('Disabling'), state('Disabled'), {}, state('Enabled'))).toMatchObject({
      asked: [get, get, update(true), get],
      waits: [1000],
    });
  });

  test.each([
    [undefined, 'the mapping m-1 is Updating, not Enabled'],
    ['a fault', 'the mapping m-1 is Updating, not Enabled (a fault)'],
  ])('that never gets there is told with its reason: %s', async (reason, message) => {
    const { client, asked } = lambda(state('Updating', reason));
    let waits = 0;
    const wait = async () => void waits++;

    await expect(switchMapping(client, { id: 'm-1', enabled: true, wait })).rejects.toThrow(new Error(message));
    expect([waits, asked.length]).toEqual([240, 243]);
  });
});
