import { LambdaClient } from '@aws-sdk/client-lambda';
import { readFunctionSettings, setFunctionVariable } from '../../../src/aws/describe/function-configuration.ts';
import { NOWHERE, scripted } from '../../support/scripted-client.ts';

const lambda = (...answers: object[]) => scripted(new LambdaClient(NOWHERE), answers);
const get = ['GetFunctionConfiguration', { FunctionName: 'f' }];

async function set(...answers: object[]) {
  const { client, asked } = lambda(...answers);
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  await setFunctionVariable(client, { functionName: 'f', name: 'BUG', value: 'on', wait });
  return { asked, waits };
}

test("a function's settings are read", async () => {
  const { client, asked } = lambda({
    Environment: { Variables: { A: '1' } },
    Timeout: 30,
    LoggingConfig: { LogGroup: '/shop/f' },
    RevisionId: 'r-1',
    LastUpdateStatus: 'Successful',
    LastUpdateStatusReason: 'none',
  });

  expect(await readFunctionSettings(client, 'f')).toEqual({
    environment: { A: '1' },
    timeoutSeconds: 30,
    logGroup: '/shop/f',
    revisionId: 'r-1',
    updateStatus: 'Successful',
    updateReason: 'none',
  });
  expect(asked).toEqual([get]);
});

test("have Lambda's defaults where it says nothing", async () => {
  expect(await readFunctionSettings(lambda({}).client, 'f')).toEqual({
    environment: {},
    timeoutSeconds: 3,
    logGroup: '/aws/lambda/f',
    revisionId: undefined,
    updateStatus: undefined,
    updateReason: undefined,
  });
});

test('are not read where the environment cannot be decrypted', async () => {
  const { client } = lambda({ Environment: { Error: { ErrorCode: 'X', Message: 'no key' } } });

  await expect(readFunctionSettings(client, 'f')).rejects.toThrow(
    new Error('the environment of f cannot be read: no key'),
  );
});

test('one variable is set in the revision that was read, and every other kept', async () => {
  const before = { Environment: { Variables: { A: '1', BUG: 'off' } }, RevisionId: 'r-1' };

  expect(await set(before, {}, { LastUpdateStatus: 'InProgress' }, { LastUpdateStatus: 'Successful' })).toEqual({
    asked: [
      get,
      [
        'UpdateFunctionConfiguration',
        { FunctionName: 'f', Environment: { Variables: { A: '1', BUG: 'on' } }, RevisionId: 'r-1' },
      ],
      get,
      get,
    ],
    waits: [1000],
  });
});

test('a function without a revision is changed as it is', async () => {
  expect((await set({}, {}, {})).asked[1]).toEqual([
    'UpdateFunctionConfiguration',
    { FunctionName: 'f', Environment: { Variables: { BUG: 'on' } } },
  ]);
});

test('a change waits for the one before it', async () => {
  expect(await set({ LastUpdateStatus: 'InProgress' }, {}, {}, {})).toMatchObject({
    asked: [get, get, expect.anything(), get],
    waits: [1000],
  });
});

test.each([
  ['no room', 'the update of f failed: no room'],
  [undefined, 'the update of f failed: Lambda gives no reason'],
])('an update that fails is told with its reason: %s', async (LastUpdateStatusReason, message) => {
  await expect(set({}, {}, { LastUpdateStatus: 'Failed', LastUpdateStatusReason })).rejects.toThrow(new Error(message));
});

test('an update that does not end is given up after two minutes', async () => {
  const { client, asked } = lambda({ LastUpdateStatus: 'InProgress' });
  let waits = 0;
  const change = { functionName: 'f', name: 'BUG', value: 'on', wait: async () => void waits++ };

  await expect(setFunctionVariable(client, change)).rejects.toThrow(
    new Error('the update of f is still in progress after two minutes'),
  );
  expect([waits, asked.length]).toEqual([120, 120]);
});
