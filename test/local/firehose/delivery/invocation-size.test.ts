import { exceedsInvocation } from '../../../../src/local/firehose/delivery/transformation.ts';

const LARGEST = 6 * 1024 * 1024;

describe('the size of an invocation', () => {
  const open = (records: number, bytes: number) => ({ records, bytes, since: 0, oldest: 0, last: 0 });

  it.each([
    [0, 3 * 1000],
    [1, 3 * 1000],
    [99, 30_000],
    [10_000, 300],
  ])('is reckoned with what JSON and base64 add: %d records before one of %d bytes', (records, size) => {
    const overhead = (records + 1) * 184 + 1024;
    const most = ((LARGEST - overhead) / 4) * 3 - size;
    const fits = Math.floor(most);

    expect(exceedsInvocation(open(records, fits), size)).toBe(false);
    expect(exceedsInvocation(open(records, fits + 1), size)).toBe(true);
  });
});
