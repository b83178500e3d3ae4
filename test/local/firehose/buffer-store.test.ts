import { type BufferStore, openBufferStore } from '../../../src/local/firehose/buffer-store.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

describe('the buffers of streams', () => {
  let context: TestContext;
  let store: BufferStore;
  beforeEach(() => {
    context = createTestContext();
    store = openBufferStore(context.database);
  });
  afterEach(() => context.dispose());
  const append = (text: string, more: { stream?: number; origin?: number; arrived?: number; now?: number } = {}) => {
    const { stream = 1, origin, arrived = 10, now = 20 } = more;
    const record = { arrived, data: Buffer.from(text), ...(origin === undefined ? {} : { origin }) };
    return store.append(stream, 'data', record, now);
  };

  it('hold records in order, each with the number that it got when it was put', () => {
    const a = append('a');
    const b = append('b', { origin: 7, arrived: 11 });

    expect(store.page(1, 'data', 0, b, 1000)).toEqual([
      { id: a, origin: a, arrived: 10, data: Buffer.from('a') },
      { id: b, origin: 7, arrived: 11, data: Buffer.from('b') },
    ]);
  });

  it('give pages after one number and up to another, of about so many bytes, and one record at least', () => {
    const ids = ['aa', 'bb', 'cc'].map((text) => append(text));
    append('other', { stream: 2 });
    const texts = (after: number, last: number, bytes: number) =>
      store.page(1, 'data', after, last, bytes).map(({ data }) => data.toString());
    const [first = 0, second = 0, third = 0] = ids;

    expect(texts(first, third, 1000)).toEqual(['bb', 'cc']);
    expect(texts(0, second, 1000)).toEqual(['aa', 'bb']);
    expect(texts(0, third, 1)).toEqual(['aa']);
    expect(texts(0, third, 132)).toEqual(['aa', 'bb']);
    expect(texts(0, third, 133)).toEqual(['aa', 'bb', 'cc']);
    expect(texts(third, third, 1000)).toEqual([]);
    expect(store.page(1, 'source', 0, third, 1000)).toEqual([]);
  });

  it('tell what an open buffer holds: since when, how much, up to which record', () => {
    const first = append('closed', { arrived: 1, now: 2 });
    append('abc', { arrived: 30, now: 40 });
    const last = append('de', { arrived: 20, now: 50 });

    expect(store.openBuffer(1, 'data', first)).toEqual({ records: 2, bytes: 5, since: 40, oldest: 20, last });
    expect(store.openBuffer(1, 'data', last)).toBeUndefined();
    expect(store.openBuffer(1, 'backup', 0)).toBeUndefined();
  });

  it('forget one record, all up to one, or those of a stream', () => {
    const [a = 0, b = 0] = ['a', 'b', 'c'].map((text) => append(text));
    append('other', { stream: 2 });
    store.saveBatch(1, 'data', { last: b, oldest: 1, key: 'k', format: 'GZIP' });

    store.remove(a);
    expect([store.count(1), store.count(1, 'data'), store.count(1, 'source'), store.count(2)]).toEqual([2, 2, 0, 1]);
    store.removeUpTo(1, 'data', b);
    expect(store.count(1)).toBe(1);
    store.removeUpTo(1, 'source', 1000);
    expect(store.count(1)).toBe(1);
    store.clear(1);

    expect([store.count(1), store.count(2)]).toEqual([0, 1]);
    expect(store.batches(1, 'data')).toEqual([]);
  });

  it('keep closed batches with their key, format and attempts, until they are removed', () => {
    const sealed = store.saveBatch(1, 'data', { last: 3, oldest: 1, key: 'k', format: 'GZIP' });
    const bare = store.saveBatch(1, 'data', { last: 5, oldest: 4, key: undefined, format: undefined });
    store.saveBatch(1, 'backup', { last: 5, oldest: 4, key: undefined, format: undefined });
    const fresh = { attempts: 0, firstAttempt: undefined };
    expect(sealed).toEqual({ id: sealed.id, last: 3, oldest: 1, key: 'k', format: 'GZIP', ...fresh });
    expect(store.batches(1, 'data')).toEqual([
      sealed,
      { id: bare.id, last: 5, oldest: 4, key: undefined, format: undefined, ...fresh },
    ]);

    store.updateBatch({ ...sealed, attempts: 2, firstAttempt: 99 });
    expect(store.batches(1, 'data')[0]).toEqual({ ...sealed, attempts: 2, firstAttempt: 99 });
    store.updateBatch({ ...sealed, attempts: 3, firstAttempt: undefined });
    expect(store.batches(1, 'data')[0]).toEqual({ ...sealed, attempts: 3 });
    store.removeBatch(sealed);

    expect(store.batches(1, 'data')).toEqual([bare]);
  });
});
