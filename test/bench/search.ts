/** A hundred thousand documents in the embedded search, asked over HTTP: how long an aggregation takes, and what memory holds. */
import { pathToFileURL } from 'node:url';
import { checkoutEvent } from './events.ts';
import { startStackProcess } from './stack-process.ts';

export interface SearchFigures {
  readonly documents: number;
  /** The first terms + avg aggregation after the last document, and the median of the next ones; milliseconds. */
  readonly coldMs: number;
  readonly warmMs: number;
  /** Documents a second, by `_bulk`. */
  readonly indexedPerSecond: number;
  /** Resident memory of the whole stack's process, before the documents and after the aggregations. */
  readonly emptyRssMb: number;
  readonly rssMb: number;
}

const DOCUMENTS = 100_000;
const BULK = 1000;
const WARM_RUNS = 9;

const aggregation = {
  size: 0,
  aggs: {
    times: { terms: { field: 'shipping.time' }, aggs: { amount: { avg: { field: 'payment.amount' } } } },
    methods: { terms: { field: 'payment.method.keyword' }, aggs: { time: { avg: { field: 'shipping.time' } } } },
  },
};

/** Fills the shop's index in a process of its own and asks it. */
export async function searchFigures(): Promise<SearchFigures> {
  const stack = await startStackProcess();
  try {
    const url = `http://${stack.outputs['SearchEndpoint']}`;
    const post = async (path: string, body: string) => {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      if (!response.ok) throw new Error(`${path} answered ${response.status}`);
      return (await response.json()) as {
        errors?: boolean;
        aggregations?: { times: { buckets: Array<{ doc_count: number }> } };
      };
    };
    const emptyRssMb = stack.rssMb();
    const begun = performance.now();
    for (let from = 0; from < DOCUMENTS; from += BULK) {
      const lines = Array.from({ length: BULK }, (_, i) => `{"index":{}}\n${checkoutEvent(from + i)}\n`);
      const { errors } = await post('/checkout_events/_bulk', lines.join(''));
      if (errors) throw new Error('a document of the benchmark was refused');
    }
    const indexedPerSecond = DOCUMENTS / ((performance.now() - begun) / 1000);
    const ask = async () => {
      const start = performance.now();
      const { aggregations } = await post('/checkout_events*/_search', JSON.stringify(aggregation));
      const counted = aggregations?.times.buckets.reduce((sum, bucket) => sum + bucket.doc_count, 0);
      if (counted !== DOCUMENTS) throw new Error(`the aggregation counted ${counted} documents`);
      return performance.now() - start;
    };
    const coldMs = await ask();
    const warm: number[] = [];
    for (let run = 0; run < WARM_RUNS; run++) warm.push(await ask());
    const warmMs = warm.sort((a, b) => a - b)[Math.floor(WARM_RUNS / 2)] ?? 0;
    return { documents: DOCUMENTS, coldMs, warmMs, indexedPerSecond, emptyRssMb, rssMb: stack.rssMb() };
  } finally {
    await stack.stop();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.table([await searchFigures()]);
