import type { PartialFault } from '../../../src/local/context.ts';
import type { ServiceRequest } from '../../../src/local/endpoint/service.ts';
import { faultyOperations } from '../../../src/local/faults/faulty-operations.ts';

const request = {} as ServiceRequest;
const batch = { QueueUrl: 'http://127.0.0.1/000000000000/orders', Entries: [{ Id: 'a' }, { Id: 'b' }, { Id: 'c' }] };
const send = (input: Record<string, unknown>) => ({
  Successful: (input['Entries'] as Array<{ Id: string }>).map(({ Id }) => ({ Id })),
});

describe('operations behind the fault gate', () => {
  it('name the operation and the queue to the gate', async () => {
    const asked: unknown[] = [];
    const gate = { pass: (...what: unknown[]) => void asked.push(what) };

    await faultyOperations('sqs', { SendMessageBatch: send }, gate).SendMessageBatch?.(batch, request);

    expect(asked).toEqual([['sqs', 'SendMessageBatch', 'orders']]);
  });

  it.each([
    ['some entries', ['b'], ['a', 'c']],
    ['every entry', ['a', 'b', 'c'], []],
    ['no entry', [], ['a', 'b', 'c']],
  ])('fail %s of a batch and carry out the rest', async (_case, failing, passing) => {
    const ids = batch.Entries.map(({ Id }) => Id);
    const partial: PartialFault = { failNext: () => failing.includes(ids.shift() ?? '') };
    const gate = { pass: async () => partial };

    const output = await faultyOperations('sqs', { SendMessageBatch: send }, gate).SendMessageBatch?.(batch, request);

    expect(output).toEqual({
      Successful: passing.map((Id) => ({ Id })),
      Failed: failing.map((Id) => expect.objectContaining({ Id, Code: 'InternalError', SenderFault: false })),
    });
  });

  it('leave those alone that ask for themselves', async () => {
    const gate = { pass: () => Promise.reject(new Error('asked')) };

    const output = faultyOperations('firehose', { PutRecordBatch: () => ({ done: true }) }, gate, ['PutRecordBatch']);

    expect(await output.PutRecordBatch?.({}, request)).toEqual({ done: true });
  });
});
