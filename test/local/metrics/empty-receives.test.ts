import { countEmptyReceives } from '../../../src/local/metrics/empty-receives.ts';

const request = {
  method: 'POST',
  path: '/000000000000/by-path',
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
  requestId: '',
};

test('receives that bring nothing are counted by their queue, others are not, nor those that fail', async () => {
  let answer: () => object = () => ({});
  const receives = countEmptyReceives();
  const { ReceiveMessage, DeleteMessage } = receives.counted({
    ReceiveMessage: () => answer(),
    DeleteMessage: () => ({}),
  });
  const QueueUrl = 'http://127.0.0.1:4566/000000000000/orders';
  await ReceiveMessage?.({ QueueUrl }, request);
  await ReceiveMessage?.({ QueueUrl }, request);
  await ReceiveMessage?.({}, request);
  await DeleteMessage?.({ QueueUrl }, request);
  answer = () => ({ Messages: [{}] });
  await ReceiveMessage?.({ QueueUrl }, request);
  answer = () => {
    throw new Error('no such queue');
  };
  await expect(ReceiveMessage?.({ QueueUrl: 'x/none' }, request)).rejects.toThrow('no such queue');

  expect(receives.counts()).toEqual({ orders: 2, 'by-path': 1 });
  expect(countEmptyReceives().counted({})).toEqual({});
});
