import { AwsError } from '../../../../src/local/errors.ts';
import { type Batch, type BufferStore, openBufferStore } from '../../../../src/local/firehose/buffer-store.ts';
import type { Lane } from '../../../../src/local/firehose/delivery/lane.ts';
import { transformBatch } from '../../../../src/local/firehose/delivery/transformation.ts';
import { createTestContext, type TestContext } from '../../../support/local-context.ts';

const LARGEST = 6 * 1024 * 1024;
const plan = { functionArn: 'arn:f', retries: 2, bytes: 1, intervalMs: 0 };

describe('the transformation of a batch', () => {
  let context: TestContext;
  let store: BufferStore;
  let data: string[];
  let failed: Record<string, unknown>[];
  let invoked: string[];
  let stopped: boolean;
  beforeEach(() => {
    context = createTestContext();
    store = openBufferStore(context.database);
    [data, failed, invoked] = [[], [], []];
    stopped = false;
  });
  afterEach(() => context.dispose());
  const lane = (add: (bytes: Buffer) => void): Lane => ({
    add({ data: bytes }) {
      add(bytes);
      return 1;
    },
    async drain() {},
    rearm() {},
    async idle() {},
    pause() {},
    stop() {},
    stopped: false,
  });
  const run = (
    invoke: () => Promise<{ payload: string; functionError?: string }>,
    { attempts = 3, hasFunction = true } = {},
  ) => {
    const last = context.database.write(() =>
      store.append(1, 'source', { arrived: 5, data: Buffer.from('a') }, context.clock.now()),
    );
    const batch: Batch = {
      ...store.saveBatch(1, 'source', { last, oldest: 5, key: undefined, format: undefined }),
      attempts,
    };
    return transformBatch(
      {
        context,
        store,
        functions: {
          invoke(name) {
            invoked.push(name);
            return invoke();
          },
        },
        stream: { id: 1, arn: 'arn:stream', seed: '49' },
        plan: () => (hasFunction ? plan : undefined),
        isStopped: () => stopped,
        data: lane((bytes) => data.push(bytes.toString())),
        failed: lane((bytes) => failed.push(JSON.parse(bytes.toString()))),
      },
      batch,
    );
  };
  const left = () => [store.count(1), store.batches(1, 'source').length];

  it.each([
    ['ResourceNotFoundException', 'Lambda.ResourceNotFound'],
    ['TooManyRequestsException', 'Lambda.InvokeLimitExceeded'],
    ['ServiceException', 'Lambda.ServiceFailure'],
  ])('that ends in %s fails with %s', async (code, errorCode) => {
    expect(await run(() => Promise.reject(new AwsError(code, 'The reason.')))).toBe('done');

    expect(failed).toEqual([
      {
        rawData: 'YQ==',
        errorCode,
        errorMessage: 'The reason.',
        attemptsMade: 3,
        arrivalTimestamp: 5,
        attemptEndingTimestamp: context.clock.now(),
        lambdaARN: 'arn:f',
      },
    ]);
    expect([data, left(), invoked]).toEqual([[], [0, 0], ['arn:f']]);
  });

  it('that fails on the way is a failure of the service', async () => {
    await run(() => Promise.reject(new Error('ECONNRESET')));

    expect(failed).toMatchObject([{ errorCode: 'Lambda.ServiceFailure', errorMessage: 'ECONNRESET' }]);
  });

  it.each([
    [
      'its function fails',
      { payload: '{"errorMessage":"no"}', functionError: 'Unhandled' },
      'Lambda.FunctionError',
      'The Lambda function was successfully invoked but it returned an error result.',
    ],
    [
      'its function takes too long',
      { payload: '{"errorMessage":"2026 r-1 Task timed out after 3.00 seconds"}', functionError: 'Unhandled' },
      'Lambda.FunctionTimedOut',
      'The Lambda function invocation timed out. Check the Function Timeout setting in the Lambda function.',
    ],
    [
      'its answer is over six megabytes',
      { payload: '{"records":[]}'.padEnd(LARGEST + 1) },
      'Lambda.FunctionError',
      'The Lambda function was successfully invoked but it returned an error result.',
    ],
    [
      'its answer of six megabytes lacks the record',
      { payload: '{"records":[]}'.padEnd(LARGEST) },
      'Lambda.MissingRecordId',
      'One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.',
    ],
  ])('says so when %s', async (_, answer, errorCode, errorMessage) => {
    await run(async () => answer);

    expect(failed).toMatchObject([{ errorCode, errorMessage }]);
  });

  it('is tried again after its back-off, as often as it says and not once more', async () => {
    const fails = () => Promise.reject(new Error('no'));

    expect(await run(fails, { attempts: 2 })).toEqual({ retryAt: context.clock.now() + 2000 });
    expect([failed, left()]).toEqual([[], [1, 1]]);
    expect(await run(fails, { attempts: 3 })).toBe('done');
    expect(failed).toHaveLength(2);
  });

  it('is not tried again for an answer that cannot be used', async () => {
    expect(await run(async () => ({ payload: 'null' }), { attempts: 1 })).toBe('done');
    expect(failed).toMatchObject([{ errorCode: 'Lambda.InvalidReturnFormat', attemptsMade: 1 }]);
  });

  it('passes on what came when there is no function any more', async () => {
    expect(await run(() => Promise.reject(new Error('unused')), { hasFunction: false })).toBe('done');
    expect([data, failed, invoked, left()]).toEqual([['a'], [], [], [0, 0]]);
  });

  it('leaves all as it is once the stream is deleted', async () => {
    const answer = async () => {
      stopped = true;
      return { payload: 'null' };
    };

    expect(await run(answer)).toEqual({ retryAt: context.clock.now() });
    expect([data, failed, left()]).toEqual([[], [], [1, 1]]);
  });
});
