import type { Bill } from '../../domain/cost/bill.ts';
import { services } from '../../domain/cost/charges.ts';
import type { ShopBill } from '../../domain/cost/shop-bill.ts';
import type { CostReport } from '../../operator/cost/reckon-cost.ts';
import { formatTable } from '../line/table.ts';

/** The lines that say what a month costs. */
export function costText({ prices, load, stack, bill, designs, measured }: Omit<CostReport, 'storage'>): string[] {
  const { events, size, searched } = load;
  const searches = bill.parts.some(({ kind }) => kind === 'search');
  return [
    `A month of ${events.toLocaleString('en-US')} events of ${size} bytes, in US dollars, by the list prices of ${prices.asOf} in ${prices.region}`,
    '',
    `${stack === null ? 'The whole shop' : `What the stack ${stack} has`}, part by part${searches ? `; ${percent(searched)} of the events are searched` : ''}`,
    ...billTable(bill, events),
    '',
    'The same by service',
    ...serviceTable(bill),
    'Durations, log lines and traces are estimates, S3 is before compression; free tiers and data transfer are left out.',
    '',
    'Ways to archive the events: function, stream, delivery and queue alone',
    ...aligned(
      ['design', ...columns],
      designs.map(({ name, ...costs }) => [name, ...row(costs)]),
    ),
    ...comparison(designs),
    ...measured.flatMap(({ name, events: counted, perMillion }) => [
      '',
      `${name} as this stack has counted it, by a million events (of ${counted.toLocaleString('en-US')})`,
      ...aligned(columns, [row(perMillion)]),
    ]),
  ];
}

function billTable({ parts, ...all }: ShopBill, events: number): string[] {
  return aligned(
    ['part', 'idle', 'for the events', 'together', 'a million events'],
    [...parts, { name: 'total', ...all }].map(({ name, idle, usage, total }) => [
      name,
      ...[idle, usage, total, (usage / events) * 1_000_000].map(cents),
    ]),
  );
}

function serviceTable({ charges: { idle, usage } }: ShopBill): string[] {
  const billed = services.filter((service) => (idle[service] ?? 0) + (usage[service] ?? 0) > 0);
  return aligned(
    ['service', 'idle', 'for the events'],
    billed.map((service) => [names[service], cents(idle[service] ?? 0), cents(usage[service] ?? 0)]),
  );
}

const names = {
  apiGateway: 'API Gateway',
  lambda: 'Lambda',
  dynamoDb: 'DynamoDB',
  sns: 'SNS',
  sqs: 'SQS',
  firehose: 'Firehose',
  s3: 'S3',
  openSearch: 'OpenSearch Service',
  kms: 'KMS',
  logs: 'CloudWatch Logs',
  metrics: 'CloudWatch metrics',
  traces: 'X-Ray',
  alarms: 'CloudWatch alarms',
} as const;

function comparison(designs: CostReport['designs']): string[] {
  const bill = (name: string) => designs.find((design) => design.name === name);
  const native = bill('native SNS → Firehose');
  const ours = bill('this application, Envelope');
  const classic = bill('one PutRecord per event, batches of ten');
  if (native === undefined || ours === undefined || classic === undefined) return [];
  return [
    classic.withoutQueue > ours.withoutQueue
      ? `Packing makes Lambda and Firehose ${(classic.withoutQueue / ours.withoutQueue).toFixed(1)} times cheaper than one PutRecord per event.`
      : 'So few events fill no record: packing saves nothing.',
    `SNS straight to Firehose costs ${dollars(ours.total - native.total)} less than Envelope, and has no function to be logged, traced and watched: it has no attributes, dead letters, redaction or replay either (apps/storage-backup/README.md).`,
  ];
}

const columns = ['Lambda', 'Firehose', 'delivery', 'SQS', 'total'];

function row({ lambda, firehose, delivery, sqs, total }: Bill): string[] {
  return [lambda, firehose, delivery, sqs, total].map(dollars);
}

/** A table whose amounts stand to the right. */
function aligned(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = titles.map((_, column) => Math.max(...[titles, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const shifted = [titles, ...rows].map((cells) =>
    cells.map((cell, column) => (labels.has(titles[column] ?? '') ? cell : cell.padStart(widths[column] ?? 0))),
  );
  return formatTable(shifted[0] ?? [], shifted.slice(1));
}

const labels: ReadonlySet<string> = new Set(['part', 'service', 'design']);

function dollars(amount: number): string {
  return `$${amount.toFixed(amount !== 0 && Math.abs(amount) < 1 ? 4 : 2)}`;
}

function cents(amount: number): string {
  return amount > 0 && amount < 0.005 ? '<$0.01' : `$${amount.toFixed(2)}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
