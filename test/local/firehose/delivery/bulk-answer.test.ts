import { readBulkAnswer } from '../../../../src/local/firehose/delivery/bulk-answer.ts';

const read = (body: unknown, expected: number, status = 200) =>
  readBulkAnswer({ status, body: typeof body === 'string' ? body : JSON.stringify(body) }, expected);

describe('an answer to _bulk', () => {
  it('says of each item what became of it, whatever the action', () => {
    const items = [
      { index: { status: 201 } },
      { create: { status: 409, error: { type: 'version_conflict' }, other: 1 } },
      { index: { status: 400, error: 'text' } },
    ];

    expect(read({ items, errors: true }, 3)).toEqual([
      { status: 201, error: undefined },
      { status: 409, error: '{"type":"version_conflict"}' },
      { status: 400, error: '"text"' },
    ]);
    expect(read({ items: [] }, 0)).toEqual([]);
    expect(read({ items: [{}] }, 1)).toEqual([{ status: 500, error: undefined }]);
  });

  it.each<[string, unknown, number, number]>([
    ['status is 300', { items: [] }, 0, 300],
    ['status is 503', { items: [] }, 0, 503],
    ['body is no JSON', 'gone', 0, 200],
    ['body has no items', {}, 0, 200],
    ['items have no status', { items: [{ index: {} }] }, 1, 200],
    ['items are fewer than the actions', { items: [{ index: { status: 201 } }] }, 2, 200],
    ['items are more than the actions', { items: [{ index: { status: 201 } }] }, 0, 200],
  ])('is none when its %s', (_, body, expected, status) => {
    expect(read(body, expected, status)).toBeUndefined();
  });

  it('is one with every status below 300', () => {
    expect(read({ items: [] }, 0, 299)).toEqual([]);
  });
});
