import { searchDomain } from '../../../src/aws/search/search-domain.ts';
import { writeDocuments } from '../../../src/aws/search/write-documents.ts';

type Outcome = { status: number; error?: { type: string; reason: string } };

/** A domain whose answers are made by `respond`, from the ids of each request. */
function domainOf(respond: (ids: string[], request: number) => Outcome[] | { status: number; body: string } | Error) {
  const requests: string[][] = [];
  const waits: number[] = [];
  const domain = searchDomain(async ({ body = '' }) => {
    const ids = [...body.matchAll(/"_id":"([^"]*)"/g)].map(([, id = '']) => id);
    requests.push(ids);
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
  return { write, requests, waits };
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
});
