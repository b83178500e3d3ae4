import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { LATE_MS } from '../../../../src/aws/archive/list-archive.ts';
import { resultDocument } from '../../../../src/cli/backup/query/result-text.ts';
import { queryArchive } from '../../../../src/operator/archive/query/query-archive.ts';
import { archiveLine, createArchiveBucket } from '../../../support/archive.ts';

const PUBLISHED = '2026-11-20T10:00:00.000Z';
const LIST = 'SELECT d.column_name AS field FROM (DESCRIBE events) AS d';

/** Asks questions, one after the other, of an archive with an object for each list of bodies. */
async function ask(objects: readonly (readonly unknown[])[], ...questions: readonly string[]) {
  const bucket = await createArchiveBucket();
  const folder = mkdtempSync(join(tmpdir(), 'forks-any-key-'));
  const window = { from: 0, to: Date.UTC(2100, 0), lateMs: LATE_MS };
  try {
    for (const [n, bodies] of objects.entries())
      await bucket.deliver(
        `2026-11-20T1${n}:00:00.000Z`,
        bodies
          .map((body) => archiveLine(PUBLISHED, typeof body === 'string' ? body : JSON.stringify(body), 'sns'))
          .join(''),
      );
    const answers = [];
    for (const sql of questions) {
      const { s3, archive } = bucket;
      const asked = { s3, archive, window, wholeArchive: true, sql, folder, progress: () => {} };
      const answer = await queryArchive(asked);
      answers.push({ rows: resultDocument(answer).rows, hidden: answer.hidden, fetched: answer.fetched });
    }
    return answers;
  } finally {
    await bucket.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

test('keys of different producers that differ in case alone are one column, whatever case a query writes', async () => {
  const objects = [
    [
      { n: 1, Status: 'a' },
      { n: 2, status: 'b' },
    ],
    [{ n: 3, STATUS: 'c' }, '{"n":4,"\\u0073Tatus":"d"}'],
  ];
  const sql = (name: string) => `SELECT ${name} AS s FROM events ORDER BY n`;

  const answers = await ask(
    objects,
    sql('status'),
    sql('sTATUS'),
    sql('"Status"'),
    `SELECT Status AS s FROM (SELECT * FROM events ORDER BY n)`,
  );

  for (const { rows, hidden } of answers) {
    expect(rows).toEqual(['a', 'b', 'c', 'd'].map((s) => ({ s })));
    expect(hidden).toEqual([]);
  }
  expect(answers.map(({ fetched }) => fetched)).toEqual([2, 0, 0, 2]);
});

test('so are keys within objects, and within objects that differ in case themselves', async () => {
  const objects = [
    [
      { n: 1, customer: { id: 'a' } },
      { n: 2, Customer: { ID: 'b', Address: { ZIP: 7 } } },
    ],
    [
      { n: 3, customer: { Id: 'c', address: { zip: 8 } } },
      { n: 4, CUSTOMER: 5 },
    ],
  ];

  const [named] = await ask(objects, 'SELECT customer.id, customer.address.zip FROM events ORDER BY n');

  expect(named).toMatchObject({
    rows: [
      { id: 'a', zip: null },
      { id: 'b', zip: 7 },
      { id: 'c', zip: 8 },
      { id: null, zip: null },
    ],
    hidden: [],
  });
});

test('of two in one event the one that is written counts; the clash is named and each is reached', async () => {
  const objects = [
    [
      { n: 1, Status: 'upper', status: 'lower', o: { a: 1, A: 2 } },
      { n: 2, STATUS: 'all' },
    ],
  ];
  const hidden = [{ reason: 'case', expressions: ["_event->'/STATUS'", "_event->'/Status'", "_event->'/status'"] }];

  const [lower, upper, whole, other, nested, exact] = await ask(
    objects,
    'SELECT status AS s FROM events ORDER BY n',
    'SELECT "Status" AS s FROM events ORDER BY n',
    'SELECT * FROM events ORDER BY n',
    'SELECT n FROM events ORDER BY n',
    'SELECT o.a FROM events ORDER BY n',
    `SELECT _event->>'/Status' AS "1", _event->>'/status' AS "2", _event.STATUS AS "3" FROM events ORDER BY n`,
  );

  expect(lower).toMatchObject({ rows: [{ s: 'lower' }, { s: 'all' }], hidden });
  expect(upper).toMatchObject({ rows: [{ s: 'upper' }, { s: 'all' }], hidden });
  expect(whole).toMatchObject({ hidden });
  expect(whole?.rows[0]).not.toHaveProperty('_event');
  expect(other).toMatchObject({ hidden: [] });
  expect(nested).toMatchObject({
    rows: [{ a: 1 }, { a: null }],
    hidden: [{ reason: 'case', expressions: ["_event->'/o/A'", "_event->'/o/a'"] }],
  });
  expect(exact).toMatchObject({
    rows: [
      { 1: 'upper', 2: 'lower', 3: null },
      { 1: null, 2: null, 3: 'all' },
    ],
    hidden: [],
  });
});

test('a key that SQL cannot name, or that means a column of ours, breaks nothing and is told how it is reached', async () => {
  const objects = [[{ '': 'empty', 'a\0b': 'nul', _id: 'own', _KEY: 'key', _event: 'event', ok: 1 }]];

  const [listed, whole, id, exact] = await ask(
    objects,
    LIST,
    'SELECT * EXCLUDE (_key) FROM events',
    'SELECT _ID AS id FROM events',
    `SELECT _event->>'/' AS a, _event->>('/a' || chr(0) || 'b') AS b, _event->>'/_id' AS c, _event->>'/_KEY' AS d, _event->>'/_event' AS e FROM events`,
  );

  const hidden = [
    "_event->'/'",
    "_event->'/_KEY'",
    "_event->'/_event'",
    "_event->'/_id'",
    "_event->('/a' || chr(0) || 'b')",
  ];
  expect(listed?.rows.map(({ field }) => field)).toEqual(['ok', '_id', '_attributes', '_published_at', '_key']);
  expect(listed?.hidden.flatMap(({ expressions }) => expressions)).toEqual(hidden);
  expect(whole?.rows).toEqual([expect.objectContaining({ ok: 1, _id: 'sns' })]);
  expect(id).toMatchObject({
    rows: [{ id: 'sns' }],
    hidden: [{ reason: 'name', expressions: ["_event->'/_id'"] }],
  });
  expect(exact?.rows).toEqual([{ a: 'empty', b: 'nul', c: 'own', d: 'key', e: 'event' }]);
});

test('letters that only Unicode takes for the same are two columns, as they are in SQL', async () => {
  const [whole] = await ask(
    [[{ É: 1, é: 2, k: 3, '\u212a': 4, o: { É: 1, é: 2 } }]],
    'SELECT "É", "é", k, "\u212a", o."É" AS a, o."é" AS b FROM events',
  );

  expect(whole).toMatchObject({ rows: [{ É: 1, é: 2, k: 3, '\u212a': 4, a: 1, b: 2 }], hidden: [] });
});

test('a half of a surrogate pair, which JSON may escape and Unicode has not, hides nothing of its event', async () => {
  const body = String.raw`{"n":1,"half":"x\ud800y","pair":"\ud83d\ude00","text":"\\ud800","o":{"\uDC00":7}}`;

  const [named, whole] = await ask(
    [[body]],
    `SELECT half, pair, text, o."\ufffd" AS key FROM events`,
    'SELECT * EXCLUDE (_key) FROM events',
  );

  expect(named?.rows).toEqual([{ half: 'x\ufffdy', pair: '\u{1f600}', text: String.raw`\ud800`, key: 7 }]);
  expect(whole?.rows).toEqual([expect.objectContaining({ n: 1, half: 'x\ufffdy', o: { '\ufffd': 7 } })]);
});

const asciiFold = (key: string) => key.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const OURS = ['_id', '_published_at', '_attributes', '_key', '_event'];
const anyKey = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('a', 'A', '"', "'", '.', '/', '~', '\\', ' ', '$', '*', '-', '0', '%', '\n', '\0'),
  }),
  fc.constantFrom(
    'event',
    'Events',
    'EVENT',
    'select',
    'FROM',
    'rowid',
    'struct',
    'n',
    'b',
    'j',
    'c0',
    'f0',
    'line',
    'key',
    'file',
    'filename',
  ),
  fc.constantFrom(
    'objects',
    'arrived',
    'copies',
    '__proto__',
    'constructor',
    ...OURS,
    '_ID',
    'x'.repeat(5000),
    'é'.repeat(300),
  ),
);
const pointerOf = (key: string) =>
  `'/${key.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll("'", "''").replaceAll('\0', "' || chr(0) || '")}'`;
const quoted = (key: string) => `"${key.replaceAll('"', '""')}"`;

test('any key whatever is queried by its name, within an object too, and by its pointer', async () => {
  const manyKeys = fc.uniqueArray(anyKey, { minLength: 1, maxLength: 12, selector: asciiFold });
  await fc.assert(
    fc.asyncProperty(manyKeys, async (keys) => {
      const members = keys.map((key, n) => `${JSON.stringify(key)}:${n}`).join(',');
      const inner = '"inner object":';
      const named = [...keys.entries()].filter(([, key]) => key !== '' && !key.includes('\0'));
      const atTop = named.filter(([, key]) => !OURS.includes(asciiFold(key)));
      const select = (columns: readonly string[]) => `SELECT ${['1 AS one', ...columns].join(', ')} FROM events`;
      const expected = (entries: readonly (readonly [number, string])[]) => [
        { one: 1, ...Object.fromEntries(entries.map(([n]) => [`v${n}`, n])) },
      ];

      const [top, within, exact, listed] = await ask(
        [[`{${members},${inner}{${members}}}`]],
        select(atTop.map(([n, key]) => `${quoted(key)} AS v${n}`)),
        select(named.map(([n, key]) => `"INNER object".${quoted(key)} AS v${n}`)),
        select([...keys.entries()].map(([n, key]) => `(_event->>(${pointerOf(key)}))::INT AS v${n}`)),
        LIST,
      );

      expect(top?.rows).toEqual(expected(atTop));
      expect(within?.rows).toEqual(expected(named));
      expect(exact?.rows).toEqual(expected([...keys.entries()]));
      expect(new Set(listed?.rows.map(({ field }) => field))).toEqual(
        new Set([...atTop.map(([, key]) => key), 'inner object', '_id', '_attributes', '_published_at', '_key']),
      );
    }),
    { numRuns: 15 },
  );
}, 120_000);
