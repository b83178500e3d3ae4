/** The embedded search takes, refuses and maps what a real OpenSearch does, document by document. */
import { searchTemplate } from '../../../src/domain/search/search-template.ts';
import { type BothEngines, startBothEngines } from '../support/both-engines.ts';
import type { Ask } from '../support/engines.ts';
import { findTools } from '../support/opensearch.ts';
import { randomDocument } from '../support/random-documents.ts';
import { difference } from '../support/same-answer.ts';
import { createDraw } from '../support/shop-documents.ts';

const tools = findTools();
if (typeof tools === 'string') console.warn(`Skipped: the documents compared with OpenSearch, because ${tools}.`);
const suite = typeof tools === 'string' ? describe.skip : describe;

const SEEDS = Array.from({ length: 75 }, (_, i) => i + 1);
const DOCUMENTS = 40;

const TYPES = ['long', 'integer', 'double', 'float', 'date', 'boolean', 'text', 'keyword'];

let taken = 0;
let refused = 0;

/** Documents without a mapping, with the template's, and with one field of each type. */
const KINDS = ['free', 'shop', 'typed'];

suite('documents', () => {
  let engines: BothEngines;
  const both = (...asked: Parameters<Ask>) => engines.both(...asked);

  beforeAll(async () => {
    if (typeof tools === 'string') return;
    engines = await startBothEngines(tools);
    const settings = { index: { number_of_shards: 1, number_of_replicas: 0 } };
    const typed = TYPES.map((type, i) => [['a', 'b', 'c', 'id', 'product', 'status', 'amount', 'date'][i], { type }]);
    const mappings = { properties: Object.fromEntries(typed) };
    for (const [name, template] of [
      ['shop', searchTemplate('shop', { replicas: 0 })],
      ['typed', { index_patterns: ['typed-*'], template: { settings, mappings } }],
      ['free', { index_patterns: ['free-*'], template: { settings } }],
    ] as const) {
      const answers = await both('PUT', `/_index_template/${name}`, template);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    }
  });

  afterAll(async () => {
    console.info(`${taken} documents taken and ${refused} refused, as OpenSearch ${engines?.real.version ?? ''} does`);
    await engines?.stop();
  });

  it.each(SEEDS)('of seed %i are taken, refused and mapped alike', async (seed) => {
    const draw = createDraw(seed);
    const index = `${KINDS[seed % KINDS.length]}-${seed}`;
    const documents = Array.from({ length: DOCUMENTS }, () => randomDocument(draw));
    const body = documents.map((text, i) => `{"index":{"_index":"${index}","_id":"d${i}"}}\n${text}\n`).join('');
    const outcomes = (await both('POST', '/_bulk', body)).map((answer) =>
      answer.body.items.map((item: { index: { status: number; error?: { type: string } } }, i: number) => [
        documents[i],
        item.index.status,
        item.index.error?.type,
      ]),
    );
    const [ours, other] = outcomes;
    expect(ours).toEqual(other);
    const [ourMapping, otherMapping] = await both('GET', `/${index}/_mapping`);
    expect(difference(ourMapping.body, otherMapping.body)).toBeUndefined();
    refused += other.filter(([, status]: [string, number]) => status >= 400).length;
    taken += other.filter(([, status]: [string, number]) => status < 400).length;
  });
});
