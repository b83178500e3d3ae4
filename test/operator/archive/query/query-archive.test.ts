import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LATE_MS } from '../../../../src/aws/archive/list-archive.ts';
import { resultCsv, resultDocument, resultTable } from '../../../../src/cli/backup/query/result-text.ts';
import { queryArchive } from '../../../../src/operator/archive/query/query-archive.ts';
import { type ArchiveBucket, archiveLine, createArchiveBucket } from '../../../support/archive.ts';

const wide = { from: 0, to: Date.UTC(2100, 0), lateMs: LATE_MS };
const at = (hour: number) => `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z`;
let bucket: ArchiveBucket;
let folder: string;

beforeEach(async () => {
  bucket = await createArchiveBucket();
  folder = mkdtempSync(join(tmpdir(), 'forks-query-'));
});

afterEach(async () => {
  await bucket.close();
  rmSync(folder, { recursive: true, force: true });
});

async function query(sql: string, window?: { from: number; to: number }) {
  const answer = await queryArchive({
    s3: bucket.s3,
    archive: bucket.archive,
    window: { ...wide, ...window },
    wholeArchive: window === undefined,
    sql,
    folder,
    progress: () => {},
  });
  const { rows } = resultDocument(answer) as { rows: Array<Record<string, unknown>> };
  return { ...answer, rows, table: resultTable(answer), csv: resultCsv(answer) };
}

const order = (id: unknown, customer: string, amount: string, more = '') =>
  `{"id":${JSON.stringify(id)},"customer":{"id":${JSON.stringify(customer)}},"payment":{"amount":${amount},"card-network":"visa"}${more}}`;

async function deliverOrders() {
  await bucket.deliver(
    at(10),
    archiveLine(at(10), order('a', 'Ada "x" é', '450.00'), 'sns-1') +
      archiveLine(at(11), order(7, 'Bob', '0.1'), 'sns-2'),
  );
  await bucket.deliver(at(12), archiveLine(at(12), order('c', 'Bob', '0.2', ',"paid":true'), 'sns-3'), 'Snappy');
}

test('fields are named from the top of the body, and sums of decimals are exact', async () => {
  await deliverOrders();

  const found = await query(
    'SELECT customer.id, sum(payment.amount) AS total, count(*) AS n FROM events GROUP BY customer.id ORDER BY total',
  );

  expect(found.rows).toEqual([
    { id: 'Bob', total: 0.3, n: 2 },
    { id: 'Ada "x" é', total: 450, n: 1 },
  ]);
  expect(found.table).toEqual(['id         total  n', 'Bob          0.3  2', 'Ada "x" é  450.0  1']);
  expect(found.csv).toEqual(['id,total,n', 'Bob,0.3,2', '"Ada ""x"" é",450.0,1']);
});

test('what an envelope says of its event stands beside the body', async () => {
  await deliverOrders();

  const { rows } = await query(
    `SELECT _id, _published_at, _attributes, _key LIKE 'events/dt=2026-11-20/hr=1%' AS placed, id, e.payment."card-network" AS network, paid
     FROM events AS e WHERE _published_at >= '2026-11-20T12:00:00+01:00' ORDER BY _id`,
  );

  expect(rows).toEqual([
    {
      _id: 'sns-2',
      _published_at: '2026-11-20 11:00:00+00',
      _attributes: {},
      placed: true,
      id: '7',
      network: 'visa',
      paid: null,
    },
    {
      _id: 'sns-3',
      _published_at: '2026-11-20 12:00:00+00',
      _attributes: {},
      placed: true,
      id: 'c',
      network: 'visa',
      paid: true,
    },
  ]);
});

test.each([
  ['whole numbers', ['1', '22'], 'BIGINT'],
  ['whole numbers beyond 64 bits', ['1', '123456789012345678901234567890'], 'HUGEINT'],
  ['decimals', ['1', '-2.50', '0.125'], 'DECIMAL(18,3)'],
  ['decimals beyond 18 digits', ['1234567890123456789', '0.01'], 'DECIMAL(38,2)'],
  ['numbers that a double rounds', ['1', '0.12345678901234567'], 'DOUBLE'],
  ['numbers with an exponent', ['1', '1e-20'], 'DOUBLE'],
  ['booleans', ['true', 'false', 'null'], 'BOOLEAN'],
  ['strings', ['"a"', '"\\u00e9\\n"'], 'VARCHAR'],
  ['ids of either kind', ['1', '"a"'], 'VARCHAR'],
  ['lists', ['[1]', '[]'], 'JSON[]'],
  ['objects', ['{"a":1}', '{}'], 'JSON'],
  ['values of any kind', ['{"a":1}', '1', '"x"'], 'JSON'],
])('a field of %s is %s, and every value of it is kept', async (_kind, values, type) => {
  await bucket.deliver(at(10), values.map((value) => archiveLine(at(10), `{"f":${value}}`)).join(''));

  const { rows } = await query('SELECT typeof(f) AS type, count(f) AS n FROM events GROUP BY ALL ORDER BY n DESC');

  expect(rows[0]).toEqual({ type, n: values.filter((value) => value !== 'null').length });
});

test('lists are unnested, and all fields are there for a query that names none', async () => {
  const items = ',"items":[{"product":"tea","quantity":2},{"product":"pot","quantity":1}]';
  await bucket.deliver(
    at(10),
    archiveLine(at(10), order('a', 'Ada', '3', items)) + archiveLine(at(10), order('b', 'Bob', '1', items)),
  );

  expect(
    (
      await query(
        "SELECT item->>'product' AS product, sum((item->>'quantity')::INT) AS sold FROM (SELECT unnest(items) AS item FROM events) GROUP BY ALL ORDER BY sold DESC",
      )
    ).rows,
  ).toEqual([
    { product: 'tea', sold: 4 },
    { product: 'pot', sold: 2 },
  ]);
  expect((await query('SELECT * FROM events ORDER BY id LIMIT 1')).columns.map(({ name }) => name)).toEqual([
    'id',
    'customer',
    'payment',
    'items',
    '_id',
    '_attributes',
    '_published_at',
    '_key',
  ]);
  expect(
    (await query("SELECT * EXCLUDE (_key), payment->>'amount' AS amount FROM events ORDER BY id LIMIT 1")).rows,
  ).toEqual([expect.objectContaining({ customer: { id: 'Ada' }, amount: '3' })]);
});

test('a window takes the events that were published in it, and fetches no object that it does not need', async () => {
  await bucket.deliver(at(8), archiveLine(at(8), order('a', 'Ada', '1')));
  await bucket.deliver(at(11), archiveLine(at(11), order(7, 'Bob', '1')) + archiveLine(at(12), order(8, 'Bob', '1')));

  const found = await query('SELECT count(*) AS n, min(id) AS id FROM events', {
    from: Date.parse(at(11)),
    to: Date.parse(at(12)),
  });
  expect(found).toMatchObject({ rows: [{ n: 1, id: 7 }], objects: 1, fetched: 1 });
});

test('the same fields are read again from the copy alone, and new objects are added to it', async () => {
  await deliverOrders();
  const sql = 'SELECT sum(payment.amount) AS total FROM events';

  expect(await query(sql)).toMatchObject({ rows: [{ total: 450.3 }], objects: 2, fetched: 2 });
  rmSync(join(folder, 'objects'), { recursive: true });
  expect(await query(sql)).toMatchObject({ rows: [{ total: 450.3 }], objects: 2, fetched: 0 });
  await bucket.deliver(at(13), archiveLine(at(13), order('d', 'Eve', '1')), 'ZIP');
  expect(await query(sql)).toMatchObject({ rows: [{ total: 451.3 }], objects: 3, fetched: 1 });
  expect(readdirSync(join(folder, 'fields')).filter((name) => name.endsWith('.parquet')).length).toBe(2);
});

test('an object that comes later brings spellings of its own, which the copy of the others does not have', async () => {
  const sql = 'SELECT Shipping, customer.id AS c FROM events ORDER BY c';
  await bucket.deliver(at(10), archiveLine(at(10), '{"customer":{"id":"a"},"shipping":1}'));

  expect((await query(sql)).rows).toEqual([{ Shipping: 1, c: 'a' }]);
  await bucket.deliver(at(11), archiveLine(at(11), '{"Customer":{"ID":"b"},"SHIPPING":2}'));
  for (const fetched of [1, 0]) {
    const rows = [
      { Shipping: 1, c: 'a' },
      { Shipping: 2, c: 'b' },
    ];
    expect(await query(sql)).toMatchObject({ rows, fetched });
  }
});

test('plain bodies are events too, and text is one without fields', async () => {
  await bucket.deliver(at(10), `${order('a', 'Ada', '1')}\nplain text\n{"broken\n`, 'UNCOMPRESSED');

  expect(
    (await query('SELECT count(*) AS n, count(id) AS ids, min(_published_at) AS time, count(_id) AS named FROM events'))
      .rows,
  ).toEqual([{ n: 3, ids: 1, time: '2026-11-20 10:00:00+00', named: 0 }]);
});

test('an alias is no field, and a name that no event has is told', async () => {
  await deliverOrders();

  expect((await query('SELECT customer.id AS c, count(*) AS n FROM events GROUP BY c ORDER BY c')).rows.length).toBe(2);
  expect(
    (await query('WITH t AS (SELECT customer.id AS c, payment.amount AS a FROM events) SELECT * FROM t ORDER BY t.a'))
      .rows.length,
  ).toBe(3);
  await expect(query('SELECT custmer.id FROM events')).rejects.toThrow('custmer');
});

test('an archive without events answers with no rows', async () => {
  expect((await query('SELECT customer.id, sum(payment.amount) FROM events GROUP BY ALL')).rows).toEqual([]);
  expect((await query('SELECT count(*) AS n FROM events')).rows).toEqual([{ n: 0 }]);
});

test('what is damaged is told by its key, also when it is read from the copy', async () => {
  await deliverOrders();
  const key = 'events/dt=2026-11-20/hr=10/backup-1-2026-11-20-10-00-00-00000000-0000-4000-8000-000000000000';
  await bucket.put(
    key,
    Buffer.concat([Buffer.from(archiveLine(at(10), order('e', 'Eve', '1'))), Buffer.from([0xff, 0x0a])]),
  );

  for (const _time of [1, 2]) {
    const { rows, unreadable } = await query('SELECT count(id) AS n FROM events');
    expect(rows).toEqual([{ n: 4 }]);
    expect(unreadable).toEqual([{ kind: 'unreadable', key, line: 2, reason: 'the line is not UTF-8' }]);
  }
});

test('a query reads, and reads the events alone', async () => {
  await deliverOrders();

  await expect(query("COPY events TO '/tmp/x.csv'")).rejects.toThrow('the query cannot be read');
  await expect(query('SELECT 1; SELECT 2')).rejects.toThrow('give one SELECT, not 2');
  await expect(query("SELECT * FROM read_text('/etc/hostname')")).rejects.toThrow(/Permission Error/);
  await expect(query("SELECT * FROM 'https://example.com/x.parquet'")).rejects.toThrow();
});
