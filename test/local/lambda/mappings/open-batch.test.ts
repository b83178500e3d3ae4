import { createOpenBatch } from '../../../../src/local/lambda/mappings/open-batch.ts';
import type { ReceivedMessage } from '../../../../src/local/queues/index.ts';

const LARGEST = 6 * 1024 * 1024;
const FRAME = '{"Records":[]}'.length;
const message: ReceivedMessage = {
  messageId: 'm',
  receiptHandle: 'h',
  body: 'x',
  md5OfBody: '',
  attributes: {},
  messageAttributes: {},
};
const record = (json: string) => ({ message, json });

describe('an open batch', () => {
  it('takes records up to its size, and is full then', () => {
    const batch = createOpenBatch(2);
    expect(batch.isFull()).toBe(false);

    expect(batch.add(record('1'))).toBe(true);
    expect(batch.isFull()).toBe(false);
    expect(batch.add(record('2'))).toBe(true);
    expect(batch.isFull()).toBe(true);
    expect(batch.add(record('3'))).toBe(false);

    expect(batch.records().map(({ json }) => json)).toEqual(['1', '2']);
    expect(batch.payload()).toBe('{"Records":[1,2]}');
  });

  it('takes records up to six megabytes with the frame and the commas, in bytes', () => {
    const one = 'é'.repeat(1000);
    const fits = 'x'.repeat(LARGEST - FRAME - 2001 - 1);
    const batch = createOpenBatch(10);
    batch.add(record(one));
    expect(batch.add(record(`${fits}x`))).toBe(false);
    expect(batch.isFull()).toBe(true);

    const other = createOpenBatch(10);
    other.add(record(one));
    expect(other.add(record(fits))).toBe(true);
    expect(other.isFull()).toBe(false);
    expect(other.add(record(''))).toBe(false);
  });

  it('takes the first record whatever its size', () => {
    const batch = createOpenBatch(10);

    expect(batch.add(record('x'.repeat(LARGEST + 1)))).toBe(true);
    expect(batch.isFull()).toBe(false);
    expect(batch.add(record('y'))).toBe(false);
  });

  it('knows the mean size of its records', () => {
    const batch = createOpenBatch(10);
    expect(batch.meanBytes()).toBe(0);

    batch.add(record('x'.repeat(85)));
    expect(batch.meanBytes()).toBe(100);
    batch.add(record('x'.repeat(99)));
    expect(batch.meanBytes()).toBe(100);
  });
});
