/** Generated searches for comparing engines: queries of every kind that the embedded one does, and nested aggregations. */
import { type Draw, words } from './shop-documents.ts';

type Json = Record<string, unknown>;

const TEXTS = ['customer.name', 'items.name', 'note', 'status', 'payment.method', 'tags', 'customer.email'];
const KEYWORDS = TEXTS.map((name) => `${name}.keyword`);
const WHOLE = ['number', 'shipping.time', 'items.quantity', 'scores'];
const NUMBERS = [...WHOLE, 'payment.amount', 'items.price'];

function someText(draw: Draw): string {
  return Array.from({ length: draw.whole(1, 3) }, () => draw.pick([...words, 'paid', 'shipped', 'cash', 'x'])).join(
    ' ',
  );
}

function aTerm(draw: Draw): [string, unknown] {
  const kind = draw.whole(0, 6);
  if (kind === 0)
    return [draw.pick(KEYWORDS), draw.pick(['paid', 'CASH', 'new', 'sale', 'shipped back', 'c3@example.com', 'x y'])];
  if (kind === 1) return [draw.pick(WHOLE), draw.pick([1, 2, 3, 5, 7, '4', 12])];
  if (kind === 2) return ['gift', draw.pick([true, false, 'true', 'false'])];
  if (kind === 3) return ['date', draw.pick(['2026-03-05', '2026-05', '2026-10-03T15:00:00.123Z'])];
  if (kind === 4)
    return [draw.pick(TEXTS), draw.pick(['blue', 'paid', 'Red', 'cash', 'new', 'credit_card', 'example.com'])];
  if (kind === 5) return [draw.pick(['payment.amount', 'items.price']), draw.pick([9.99, 12.5, 0.1, 100, '12.5'])];
  return ['nowhere', 'x'];
}

function aRange(draw: Draw): Json {
  const [low, high] = [draw.pick(['gte', 'gt']), draw.pick(['lte', 'lt'])];
  const bounds = (from: unknown, to: unknown) =>
    draw.pick<Json>([{ [low]: from, [high]: to }, { [low]: from }, { [high]: to }, { from, to, include_upper: false }]);
  const kind = draw.whole(0, 3);
  if (kind === 0)
    return { [draw.pick(NUMBERS)]: bounds(draw.pick([1, 2.5, 12.5, 50, 100]), draw.pick([5, 12.5, 99.99, 300])) };
  if (kind === 1) {
    const from = draw.pick([
      '2026-02',
      '2026-03-10',
      '2026-05-11||/M',
      '2026-04-10||-10d',
      '2026-02-01T00:00:00+02:00',
    ]);
    const to = draw.pick(['2026-06', '2026-08-13', '2026-09-14||/M', '2026-08-01||+1M/d', '2026-12']);
    return {
      date: { ...bounds(from, to), ...(draw.chance(0.2) ? { time_zone: draw.pick(['+02:00', 'Europe/Berlin']) } : {}) },
    };
  }
  if (kind === 2) return { [draw.pick(KEYWORDS)]: bounds(draw.pick(['C', 'a', 'new']), draw.pick(['Z', 'p', 's'])) };
  return { gift: { gte: false, lte: draw.chance(0.5) } };
}

function aQueryString(draw: Draw): string {
  const term = () =>
    draw.pick([
      () => draw.pick(['blue', 'green', 'coffee', 'paid', 'cash', 'new', 'small']),
      () => `status:${draw.pick(['paid', 'open', 'shipped'])}`,
      () => `customer.name:(${draw.pick(['blue', 'red'])} ${draw.pick(['green', 'large'])})`,
      () => `shipping.time:[${draw.whole(1, 5)} TO ${draw.whole(6, 14)}]`,
      () => `payment.amount:>=${draw.whole(10, 300)}`,
      () => `date:{2026-02-01 TO 2026-07-01]`,
      () => `note:"${draw.pick(['blue', 'coffee'])} ${draw.pick(['red', 'green'])}"`,
      () => `customer.email:c1*`,
      () => '_exists_:shipping.method',
      () => `status.keyword:Shipped`,
    ])();
  let text = draw.chance(0.2) ? `-${term()}` : term();
  for (let i = draw.whole(0, 2); i > 0; i--)
    text += `${draw.pick([' AND ', ' OR ', ' ', ' +', ' -', ' AND NOT '])}${term()}`;
  return draw.chance(0.2) ? `(${text}) AND ${term()}` : text;
}

/** One query, at most `depth` compound ones deep. */
export function randomQuery(draw: Draw, depth = 2): Json {
  const leaf = (): Json => {
    const field = draw.pick(TEXTS);
    return draw.pick<() => Json>([
      () => ({ match_all: {} }),
      () => ({ match_none: {} }),
      () => ({ term: Object.fromEntries([aTerm(draw)]) }),
      () => ({ term: { [draw.pick(KEYWORDS)]: { value: 'PAID', case_insensitive: true } } }),
      () => {
        const [name, value] = aTerm(draw);
        return { terms: { [name]: [value, aTerm(draw)[0] === name ? value : value] } };
      },
      () => ({ terms: { [draw.pick(KEYWORDS)]: ['paid', 'CASH', 'open', 'sale'] } }),
      () => ({ match: { [field]: someText(draw) } }),
      () => ({ match: { [field]: { query: someText(draw), operator: draw.pick(['and', 'or']) } } }),
      () => ({
        match: { [field]: { query: someText(draw), minimum_should_match: draw.pick([1, 2, '50%', '-1', '75%']) } },
      }),
      () => ({
        match: draw.pick<Json>([
          { 'shipping.time': '3' },
          { gift: 'true' },
          { 'status.keyword': 'paid' },
          { number: 7 },
        ]),
      }),
      () => ({ match_phrase: { [field]: `${draw.pick(words)} ${draw.pick(words)}` } }),
      () => ({ match_phrase: { status: 'shipped back' } }),
      () => ({ match_phrase_prefix: { [field]: draw.pick(['blue r', 'shipped b', 'pa', 'coffee gr']) } }),
      () => ({ multi_match: { query: someText(draw), fields: [field, `${draw.pick(TEXTS)}^2`] } }),
      () => ({
        multi_match: {
          query: someText(draw),
          fields: ['customer.*', 'note'],
          type: draw.pick(['most_fields', 'best_fields']),
          lenient: true,
        },
      }),
      () => ({ multi_match: { query: 'blue green', fields: TEXTS, type: 'phrase' } }),
      () => ({ multi_match: { query: someText(draw), fields: [field, 'note'], tie_breaker: 0.3 } }),
      () => ({ prefix: { [draw.pick([...TEXTS, ...KEYWORDS])]: draw.pick(['b', 'S', 'ca', 'CR', 'c1', '']) } }),
      () => ({
        wildcard: {
          [draw.pick([...TEXTS, ...KEYWORDS])]: { value: draw.pick(['*e*', 'c?*', 'C*D', '*', 'p??d', 'S*']) },
        },
      }),
      () => ({ wildcard: { [draw.pick(KEYWORDS)]: { value: 's*D*', case_insensitive: true } } }),
      () => ({ range: aRange(draw) }),
      () => ({
        exists: {
          // Not `note`: for a text with empty values OpenSearch's total differs from its own hits.
          field: draw.pick(['status', 'tags', ...KEYWORDS, ...NUMBERS, 'customer', 'items', 'gift', 'date', 'nowhere']),
        },
      }),
      () => ({ ids: { values: [`d${draw.whole(1, 300)}`, `d${draw.whole(1, 300)}`, 'none'] } }),
      () => ({
        query_string: {
          query: aQueryString(draw),
          ...(draw.chance(0.3) ? { default_operator: 'AND' } : {}),
          fields: draw.pick([['customer.name', 'status'], ['note'], ['status', 'payment.method', 'tags']]),
        },
      }),
      () => ({ query_string: { query: draw.pick(['blue', 'paid', 'c1*', 'CASH', 'new']) } }),
      () => ({
        simple_query_string: {
          query: draw.pick([
            'blue +red',
            'blue | "shipped back"',
            'paid -blue',
            '(blue | green) + paid',
            'cof*',
            '+',
            'open "red',
          ]),
          fields: ['status', 'customer.name', 'note'],
          ...(draw.chance(0.4) ? { default_operator: 'and' } : {}),
        },
      }),
      () => ({ constant_score: { filter: { term: Object.fromEntries([aTerm(draw)]) }, boost: 1.5 } }),
    ])();
  };
  if (depth === 0 || draw.chance(0.5)) return leaf();
  const some = (most: number) => Array.from({ length: draw.whole(0, most) }, () => randomQuery(draw, depth - 1));
  if (draw.chance(0.15))
    return { dis_max: { queries: [randomQuery(draw, depth - 1), leaf()], tie_breaker: draw.pick([0, 0.5]) } };
  const body: Json = { must: some(2), filter: some(1), should: some(3), must_not: some(1) };
  if (draw.chance(0.3)) body['minimum_should_match'] = draw.pick([1, 2, '50%']);
  if (draw.chance(0.2)) body['boost'] = 2;
  return { bool: body };
}

function metric(draw: Draw): Json {
  const field = draw.pick(NUMBERS);
  return draw.pick<() => Json>([
    () => ({ avg: { field } }),
    () => ({ sum: { field } }),
    () => ({ min: { field: draw.pick([field, 'date']) } }),
    () => ({ max: { field: draw.pick([field, 'date']) } }),
    () => ({ stats: { field: draw.pick([field, 'nowhere']) } }),
    () => ({ value_count: { field: draw.pick([...KEYWORDS, field]) } }),
    () => ({ cardinality: { field: draw.pick([...KEYWORDS, field]) } }),
    () => ({ avg: { field: draw.pick(['shipping.time', 'scores']), missing: 10 } }),
    () => ({ top_hits: { size: 2, sort: [{ number: 'desc' }], _source: ['number', 'customer.name'] } }),
    () => ({ top_hits: { size: 1, sort: [{ 'payment.amount': 'asc' }, { number: 'asc' }], _source: false } }),
  ])();
}

/** A set of aggregations, at most `depth` bucket aggregations deep. */
export function randomAggregations(draw: Draw, depth = 2): Json {
  const below = (): Json => (depth > 0 && draw.chance(0.7) ? { aggs: randomAggregations(draw, depth - 1) } : {});
  const bucket = (): Json =>
    draw.pick<() => Json>([
      () => ({ terms: { field: draw.pick(KEYWORDS), size: draw.pick([3, 10, 100]) }, ...below() }),
      () => ({
        terms: {
          field: draw.pick([...WHOLE, 'gift', 'payment.amount', 'date']),
          size: 20,
          order: draw.pick<Json>([{ _key: 'asc' }, { _key: 'desc' }, { _count: 'asc' }]),
        },
        ...below(),
      }),
      () => ({
        terms: { field: 'payment.method.keyword', order: [{ m: draw.pick(['asc', 'desc']) }, { _key: 'asc' }] },
        aggs: { m: { avg: { field: 'shipping.time' } } },
      }),
      () => ({
        terms: { field: 'customer.id.keyword', min_doc_count: 3, missing: 'none', size: 50, exclude: ['c-1'] },
        ...below(),
      }),
      () => ({
        histogram: {
          field: draw.pick(NUMBERS),
          interval: draw.pick([1, 5, 50, 2.5]),
          min_doc_count: draw.pick([0, 1]),
        },
        ...below(),
      }),
      () => ({
        histogram: {
          field: 'shipping.time',
          interval: 4,
          offset: 1,
          extended_bounds: { min: -3, max: 30 },
          keyed: draw.chance(0.5),
        },
        ...below(),
      }),
      () => ({
        date_histogram: {
          field: 'date',
          calendar_interval: draw.pick(['month', 'week', 'day', 'quarter', '1y']),
          ...(draw.chance(0.4) ? { time_zone: draw.pick(['Europe/Berlin', '-05:00']) } : {}),
          ...(draw.chance(0.3) ? { format: 'yyyy-MM-dd' } : {}),
        },
        ...below(),
      }),
      () => ({
        date_histogram: {
          field: 'date',
          fixed_interval: draw.pick(['30d', '12h', '7d']),
          min_doc_count: 1,
          ...(draw.chance(0.3) ? { offset: '+6h' } : {}),
        },
        ...below(),
      }),
      () => ({
        range: {
          field: draw.pick(NUMBERS),
          ranges: [{ to: 5 }, { from: 5, to: 50 }, { from: 50, key: 'much' }],
          keyed: draw.chance(0.4),
        },
        ...below(),
      }),
      () => ({ filter: randomQuery(draw, 1), ...below() }),
      () => ({
        filters: {
          filters: { a: randomQuery(draw, 0), b: randomQuery(draw, 0) },
          ...(draw.chance(0.4) ? { other_bucket_key: 'rest' } : {}),
        },
        ...below(),
      }),
      () => ({ filters: { filters: [randomQuery(draw, 0)], other_bucket: true }, ...below() }),
      () => ({ missing: { field: draw.pick([...KEYWORDS, ...NUMBERS]) }, ...below() }),
    ])();
  const aggregations: Json = {};
  for (let i = draw.whole(1, 2); i > 0; i--)
    aggregations[`a${i}`] = depth > 0 && draw.chance(0.6) ? bucket() : metric(draw);
  return aggregations;
}

/** A sort whose last key is different for every document. */
export function randomSort(draw: Draw): Json[] {
  const field = draw.pick([...NUMBERS, ...KEYWORDS, 'date', 'gift']);
  const order = draw.pick(['asc', 'desc']);
  const options: Json = { order };
  if (draw.chance(0.4)) options['missing'] = draw.pick(['_first', '_last']);
  // Not avg, sum and median: OpenSearch 3.8 answers 500 for them when every document matches.
  if (draw.chance(0.3) && NUMBERS.includes(field)) options['mode'] = draw.pick(['min', 'max']);
  return [{ [field]: options }, { number: draw.pick(['asc', 'desc']) }];
}
