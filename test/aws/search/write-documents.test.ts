import { searchDomain } from '../../../src/aws/search/search-domain.ts';
import { writeDocuments } from '../../../src/aws/search/write-documents.ts';

type Outcome = { status: number; error?: { type: string; reason?: string | null } };

/** A domain whose answers are made by `respond`, from the ids of each request. */
function domainOf(respond: (ids: string[], request: number) => Outcome[] | { status: number; body: string } | Error) {
  const requests: string[][] = [];
  const bodies: string[] = [];
  const waits: number[] = [];
  const domain = searchDomain(async ({ body = '' }) => {
    const ids = [...body.matchAll(/"_id":"([^"]*)"/g)].map(([, id = '']) => id);
    requests.push(ids);
    bodies.push(body);
    const answer = respond(ids, requests.length);
    if (answer instanceof Error) throw answer;
    if (!Array.isArray(answer)) return answer;
    return { status: 200, body: JSON.stringify({ errors: true, items: answer.map((index) => ({ index })) }) };
  });
  const target = { domain, index: 'backfill', wait: async (ms: number) => void waits.push(ms) };
  const write = (...ids: string[]) =>
    writeDocuments(
      target,
      ids.map((id) => ({ id, source: '{}' })),
    );
  return { write, requests, bodies, waits };
}

const created: Outcome = { status: 201 };
const refused: Outcome = { status: 400, error: { type: 'mapper_parsing_exception', reason: 'failed to parse' } };

describe('writeDocuments', () => {
  it('returns what the mapping refuses, with the reason, and sends it once', async () => {
    const { write, requests } = domainOf((ids) => ids.map((id) => (id === 'b' ? refused : created)));

    expect(await write('a', 'b', 'c')).toEqual([
      { document: { id: 'b', source: '{}' }, reason: 'mapper_parsing_exception: failed to parse' },
    ]);
    expect(requests).toEqual([['a', 'b', 'c']]);
  });

  it('sends again what a busy domain did not take, it alone, with growing pauses', async () => {
    const { write, requests, waits } = domainOf((ids, request) => {
      if (request === 3) return { status: 503, body: 'busy' };
      if (request === 4) return new TypeError('fetch failed');
      return ids.map((id) => (id === 'b' && request < 6 ? { status: request === 1 ? 429 : 500 } : created));
    });

    expect(await write('a', 'b')).toEqual([]);
    expect(requests).toEqual([['a', 'b'], ['b'], ['b'], ['b'], ['b'], ['b']]);
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000]);
  });

  it('gives up after minutes, with the last reason', async () => {
    const { write, requests } = domainOf(() => ({ status: 503, body: '{"error":"no node"}' }));

    await expect(write('a')).rejects.toThrow(/^the search domain takes no documents: 503 .*no node/);
    expect(requests).toHaveLength(8);
  });

  it('does not try again what is denied', async () => {
    const { write, requests } = domainOf(() => ({ status: 403, body: '{"Message":"not authorized"}' }));

    await expect(write('a')).rejects.toThrow(/^the search domain answered 403: not authorized \(its resource policy/);
    expect(requests).toHaveLength(1);
  });

  it('sends lines of JSON, each document under its id', async () => {
    const { write, bodies } = domainOf((ids) => ids.map(() => created));
    await write('a', 'b"');

    expect(bodies).toEqual([
      '{"index":{"_index":"backfill","_id":"a"}}\n{}\n{"index":{"_index":"backfill","_id":"b\\""}}\n{}\n',
    ]);
  });

  it.each([
    ['written', [200, 201, 299], [['a']], []],
    ['refused', [300, 400, 409, 428, 430, 499], [['a']], ['a']],
    ['sent again', [429, 500, 503, 599], [['a'], ['a']], []],
  ])('takes a document as %s by a status of %j', async (_title, statuses, expected, documents) => {
    for (const status of statuses) {
      const { write, requests } = domainOf((_ids, request) => [request === 1 ? { status } : created]);

      expect((await write('a')).map(({ document }) => document.id)).toEqual(documents);
      expect(requests).toEqual(expected);
    }
  });

  it.each([429, 500, 599])('sends all again when the domain answers %i to the whole request', async (status) => {
    const { write, requests } = domainOf((ids, request) =>
      request === 1 ? { status, body: '' } : ids.map(() => created),
    );

    expect(await write('a', 'b')).toEqual([]);
    expect(requests).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it.each([
    [{ status: 400 }, ''],
    [{ status: 400, error: { type: 'strict_mapping' } }, 'strict_mapping'],
    [{ status: 400, error: { type: 'strict_mapping', reason: null } }, 'strict_mapping'],
    [{ status: 400, error: { type: 'strict_mapping', reason: 'no' } }, 'strict_mapping: no'],
  ])('gives the reason of %j', async (outcome, reason) => {
    expect(await domainOf(() => [outcome]).write('a')).toEqual([{ document: { id: 'a', source: '{}' }, reason }]);
  });

  it('takes a document for not written that the answer passes over, and says so', async () => {
    const { write, requests } = domainOf((_ids, request) => (request === 1 ? [created] : []));

    await expect(write('a', 'b')).rejects.toThrow(
      'the search domain takes no documents: 500 untold: the answer has no outcome for it',
    );
    expect(requests.slice(0, 2)).toEqual([['a', 'b'], ['b']]);
  });

  it.each([
    '{}',
    '{"items":[{"create":{"status":201}}]}',
    '{"items":[{"index":{"status":"201"}}]}',
    '{"items":[{"index":{"status":400,"error":{"type":4}}}]}',
    '{"items":[{"index":{"status":400,"error":{"type":"t","reason":5}}}]}',
  ])('does not try again what is answered as no domain does: %s', async (body) => {
    const { write, requests } = domainOf(() => ({ status: 200, body }));

    await expect(write('a')).rejects.toThrow(/^Invalid (key|type): /);
    expect(requests).toHaveLength(1);
  });
});
