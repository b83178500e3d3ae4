/** A saved object of OpenSearch Dashboards, a line of its import file. */
export interface SavedObject {
  readonly id: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: ReadonlyArray<{ readonly id: string; readonly name: string; readonly type: string }>;
  readonly migrationVersion?: Readonly<Record<string, string>>;
}

/** An order counts once by its id, however often it was delivered. */
const orders = { cardinality: { field: 'id.keyword', precision_threshold: 40_000 } };

/**
 * The index pattern, the four business questions as visualizations and their dashboard, for the index of that name with its
 * rotations and back-fills. Import file of OpenSearch Dashboards 2 and 3 (OpenSearch documentation, "Saved objects").
 */
export function dashboardObjects(indexName: string): SavedObject[] {
  const pattern = `${indexName}*`;
  const panels = [
    { id: 'shipping-time', title: 'Average shipping time', spec: shippingTime(pattern) },
    { id: 'products', title: 'Most popular products', spec: popularity(pattern, 'items.name.keyword', 'product') },
    { id: 'payment-methods', title: 'Payment methods', spec: popularity(pattern, 'payment.method.keyword', 'method') },
    { id: 'revenue', title: 'Revenue per day', spec: revenue(pattern) },
  ].map((panel) => ({ ...panel, id: `${indexName}-${panel.id}` }));
  return [
    {
      id: indexName,
      type: 'index-pattern',
      attributes: { title: pattern, timeFieldName: 'date' },
      references: [],
      migrationVersion: { 'index-pattern': '7.6.0' },
    },
    ...panels.map(({ id, title, spec }) => visualization(id, title, spec)),
    dashboard(indexName, panels),
  ];
}

function visualization(id: string, title: string, spec: object): SavedObject {
  const visState = { title, type: 'vega', aggs: [], params: { spec: JSON.stringify(spec, undefined, 2) } };
  return {
    id,
    type: 'visualization',
    attributes: {
      title,
      description: '',
      visState: JSON.stringify(visState),
      uiStateJSON: '{}',
      version: 1,
      kibanaSavedObjectMeta: { searchSourceJSON: '{"query":{"language":"kuery","query":""},"filter":[]}' },
    },
    references: [],
    migrationVersion: { visualization: '7.10.0' },
  };
}

function dashboard(indexName: string, panels: ReadonlyArray<{ readonly id: string }>): SavedObject {
  const placed = panels.map((_, n) => ({
    version: '2.0.0',
    gridData: { x: (n % 2) * 24, y: Math.floor(n / 2) * 15, w: 24, h: 15, i: String(n + 1) },
    panelIndex: String(n + 1),
    embeddableConfig: {},
    panelRefName: `panel_${n}`,
  }));
  return {
    id: `${indexName}-orders`,
    type: 'dashboard',
    attributes: {
      title: `Orders in ${indexName}`,
      description: 'Each order counts once, however often it was delivered.',
      panelsJSON: JSON.stringify(placed),
      optionsJSON: '{"hidePanelTitles":false,"useMargins":true}',
      version: 1,
      timeRestore: true,
      timeFrom: 'now-30d',
      timeTo: 'now',
      kibanaSavedObjectMeta: { searchSourceJSON: '{"query":{"language":"kuery","query":""},"filter":[]}' },
    },
    references: panels.map(({ id }, n) => ({ id, name: `panel_${n}`, type: 'visualization' })),
    migrationVersion: { dashboard: '7.9.3' },
  };
}

/** A Vega-Lite chart over one aggregation; Dashboards adds its own filters and time range by `%context%`. */
function chart(pattern: string, aggs: object, property: string, rest: object): object {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    data: {
      url: { '%context%': true, '%timefield%': 'date', index: pattern, body: { size: 0, aggs } },
      format: { property },
    },
    ...rest,
  };
}

function popularity(pattern: string, field: string, what: string): object {
  const terms = { field, size: 20, shard_size: 1000, order: { orders: 'desc' } };
  return chart(pattern, { names: { terms, aggs: { orders } } }, 'aggregations.names.buckets', {
    mark: { type: 'bar', tooltip: true },
    encoding: {
      y: { field: 'key', type: 'nominal', title: what, sort: '-x' },
      x: { field: 'orders.value', type: 'quantitative', title: 'orders' },
    },
  });
}

function shippingTime(pattern: string): object {
  const times = { terms: { field: 'shipping.time', size: 1000 }, aggs: { orders } };
  const units = { terms: { field: 'shipping.unit.keyword', size: 20 }, aggs: { times } };
  return chart(pattern, { units }, 'aggregations.units.buckets', {
    transform: [
      { flatten: ['times.buckets'], as: ['time'] },
      { calculate: 'datum.time.orders.value', as: 'orders' },
      { calculate: 'datum.time.key * datum.orders', as: 'total' },
      {
        aggregate: [
          { op: 'sum', field: 'total', as: 'total' },
          { op: 'sum', field: 'orders', as: 'orders' },
        ],
        groupby: ['key'],
      },
      { calculate: "format(datum.total / datum.orders, '.2f') + ' ' + datum.key", as: 'average' },
    ],
    mark: { type: 'text', fontSize: 40 },
    encoding: { y: { field: 'key', type: 'nominal', axis: null }, text: { field: 'average', type: 'nominal' } },
  });
}

/** By the different amounts of a day, each weighed by the orders that have it; a `sum` would count documents. */
function revenue(pattern: string): object {
  const amounts = { terms: { field: 'payment.amount', size: 1000 }, aggs: { orders } };
  const currencies = { terms: { field: 'payment.currency.keyword', size: 20 }, aggs: { amounts } };
  const days = { date_histogram: { field: 'date', calendar_interval: 'day', min_doc_count: 1 }, aggs: { currencies } };
  return chart(pattern, { days }, 'aggregations.days.buckets', {
    transform: [
      { flatten: ['currencies.buckets'], as: ['currency'] },
      { calculate: 'datum.currency.amounts.buckets', as: 'amounts' },
      { calculate: 'datum.currency.key', as: 'currency_code' },
      { flatten: ['amounts'], as: ['amount'] },
      { calculate: 'datum.amount.key * datum.amount.orders.value', as: 'revenue' },
    ],
    mark: { type: 'bar', tooltip: true },
    encoding: {
      x: { field: 'key', type: 'temporal', timeUnit: 'utcyearmonthdate', title: 'day' },
      y: { aggregate: 'sum', field: 'revenue', type: 'quantitative', title: 'revenue' },
      color: { field: 'currency_code', type: 'nominal', title: 'currency' },
    },
  });
}
