import { formatReceiptHandle, parseReceiptHandle } from '../../../src/local/queues/receipt-handle.ts';

describe('a receipt handle', () => {
  it('says which receive of which message it was, to the queue alone', () => {
    const handle = formatReceiptHandle(12, 3, 'b7c0');

    expect(handle).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(handle).not.toContain('b7c0');
    expect(parseReceiptHandle(handle)).toEqual({ row: 12, receive: 3, messageId: 'b7c0' });
    expect(formatReceiptHandle(12, 4, 'b7c0')).not.toBe(handle);
  });

  it.each(['', 'AQEB', 'AQEB 1', 'AQEB 1 2', 'AQEC 1 2 m', ' 1 2 m'])('is not what stands for %j', (text) => {
    expect(parseReceiptHandle(Buffer.from(text).toString('base64'))).toBeUndefined();
  });
});
