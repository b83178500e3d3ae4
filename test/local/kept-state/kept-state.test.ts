import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UsageError } from '../../../src/local/errors.ts';
import { openKeptDatabase } from '../../../src/local/kept-state/index.ts';
import { contentsOf, copyOf, filesOf, fill, heldBy, openState } from './folder-under-test.ts';

const parent = mkdtempSync(join(tmpdir(), 'forks-kept-'));
const old = import.meta.filename;
const stopped = join(parent, 'stopped');
/** As a stack that was killed left it. */
const killed = join(parent, 'killed');
/** Version 1.0 wrote no seal, and did not name its database. */
const early = join(parent, 'early');

beforeAll(async () => {
  mkdirSync(stopped);
  const state = openState(stopped);
  await fill(state, 200);
  copyOf(stopped, killed);
  state.database.close();
  copyOf(stopped, early);
  rmSync(join(early, 'folder.seal'));
  const sqlite = new DatabaseSync(join(early, 'state.sqlite'));
  sqlite.exec(
    'PRAGMA application_id = 0; PRAGMA user_version = 0; DROP TABLE settings_folder; CREATE TABLE settings_clock (id)',
  );
  sqlite.close();
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

let copies = 0;
/** A copy of a folder that something was done to. */
function after(folder: string, change: (file: (name: string) => string) => void): string {
  const copy = copyOf(folder, join(parent, `copy-${copies++}`));
  change((name) => join(copy, name));
  return copy;
}

async function held(folder: string) {
  const state = openState(folder);
  const all = await heldBy(state);
  state.database.close();
  return all;
}

const REMEDY = 'put it back from a copy of the folder, or start over with --reset.';
const goOn = (folder: string) =>
  `put it back from a copy of the folder, write the one word unchecked into ${join(folder, 'folder.seal')} to go on with what the folder holds now, or start over with --reset.`;

/** The refusal of a folder, which leaves it as it is. */
function refusalOf(folder: string): string {
  const before = contentsOf(folder);
  try {
    openState(folder).database.close();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    const changed = [...contentsOf(folder)].filter(([name, content]) => (before.get(name) ?? '') !== content);
    // SQLite makes the index anew where it reads the log, and an empty log where there is none.
    expect(changed.map(([name]) => name).filter((name) => name !== 'state.sqlite-shm')).toEqual([]);
    return error instanceof Error ? error.message : '';
  }
  return 'opened';
}

test.each([
  ['stopped', () => stopped],
  ['killed', () => killed],
  ['of version 1.0', () => early],
])('a folder of a stack that was %s holds what it held, again and again', async (_title, folder) => {
  const copy = after(folder(), () => {});

  const first = await held(copy);

  expect([first.rows.length, first.objects.size]).toEqual([200, 6]);
  expect(await held(copy)).toEqual(first);
  expect(filesOf(copy).filter((name) => !name.startsWith('objects'))).toEqual(['folder.seal', 'state.sqlite']);
});

test('a folder that is killed at any moment of its first start is opened at the second', () => {
  const moments: string[] = [];
  const folder = join(parent, 'first');
  mkdirSync(folder);
  for (const content of ['', JSON.stringify({ state: 'new' })]) {
    const seal = join(folder, 'folder.seal');
    if (content !== '') writeFileSync(seal, content);
    moments.push(copyOf(folder, join(parent, `moment-${moments.length}`)));
    writeFileSync(join(folder, 'state.sqlite'), '');
    moments.push(copyOf(folder, join(parent, `moment-${moments.length}`)));
    rmSync(join(folder, 'state.sqlite'));
  }
  // Killed before its tables were there, or before its seal said that they are.
  const database = openKeptDatabase(folder);
  moments.push(copyOf(folder, join(parent, `moment-${moments.length}`)));
  writeFileSync(join(parent, `moment-${moments.length - 1}`, 'folder.seal'), JSON.stringify({ state: 'new' }));
  moments.push(copyOf(folder, join(parent, `moment-${moments.length}`)));
  database.close();

  for (const moment of moments) openState(moment).database.close();
});

test.each<[string, () => string, (file: (name: string) => string) => void, string, string | RegExp]>([
  ['no state.sqlite', () => stopped, (file) => rmSync(file('state.sqlite')), 'state.sqlite', `is missing: ${REMEDY}`],
  [
    'an empty state.sqlite',
    () => killed,
    (file) => truncateSync(file('state.sqlite'), 0),
    'state.sqlite',
    `is empty: ${REMEDY}`,
  ],
  [
    'a folder in its place',
    () => stopped,
    (file) => {
      rmSync(file('state.sqlite'));
      mkdirSync(file('state.sqlite'));
    },
    'state.sqlite',
    `is no file: ${REMEDY}`,
  ],
  [
    'a text in its place',
    () => killed,
    (file) => writeFileSync(file('state.sqlite'), 'my thesis'),
    'state.sqlite',
    `is no SQLite database: ${REMEDY}`,
  ],
  [
    'half of state.sqlite',
    () => stopped,
    (file) => truncateSync(file('state.sqlite'), 8192),
    'state.sqlite',
    /has 8192 bytes, not the \d+ it was left with on 20.*Z: put it back/,
  ],
  [
    'one other byte in state.sqlite',
    () => stopped,
    (file) => flip(file('state.sqlite'), 9000),
    'state.sqlite',
    /does not hold what it was left with on 20.*Z: put it back/,
  ],
  [
    'the log of another folder beside it',
    () => stopped,
    (file) => writeFileSync(file('state.sqlite-wal'), readFileSync(join(killed, 'state.sqlite-wal'))),
    'state.sqlite-wal',
    'does not belong to state.sqlite, which was left without one: move it away.',
  ],
  [
    'a database that a later version wrote',
    () => early,
    (file) => inSqlite(file('state.sqlite'), 'PRAGMA user_version = 99'),
    'state.sqlite',
    'was written by a later version (layout 99, and this one reads 2): start that version, or name another folder.',
  ],
  [
    'a database that names another program',
    () => early,
    (file) => inSqlite(file('state.sqlite'), 'PRAGMA application_id = 7'),
    'state.sqlite',
    'is a database of another program: name an empty folder.',
  ],
  [
    'a database with other tables',
    () => early,
    (file) => {
      rmSync(file('state.sqlite'));
      inSqlite(file('state.sqlite'), 'CREATE TABLE bookmarks (url)');
    },
    'state.sqlite',
    'is a database of another program: name an empty folder.',
  ],
  [
    'a page of zeros, after a kill',
    () => killed,
    (file) => {
      inSqlite(file('state.sqlite'), 'PRAGMA wal_checkpoint(TRUNCATE)');
      writeFileSync(file('folder.seal'), JSON.stringify({ state: 'changing' }));
      zeros(file('state.sqlite'), 3 * 4096, 4096);
    },
    'state.sqlite',
    /is damaged \(.+\): put it back/,
  ],
])('%s is told as what it is', (_title, folder, change, name, told) => {
  const copy = after(folder(), change);

  const refusal = refusalOf(copy);

  if (typeof told === 'string') expect(refusal).toBe(`${join(copy, name)} ${told}`);
  else expect(refusal).toMatch(told);
  expect(refusal.startsWith(join(copy, name))).toBe(true);
});

test('the database of another folder is told, though it is whole', () => {
  const other = join(parent, 'other');
  mkdirSync(other);
  openState(other).database.close();
  const copy = after(killed, (file) => {
    for (const name of ['state.sqlite-wal', 'state.sqlite-shm']) rmSync(file(name));
    writeFileSync(file('state.sqlite'), readFileSync(join(other, 'state.sqlite')));
    writeFileSync(file('folder.seal'), readFileSync(file('folder.seal'), 'utf8').replace('"open"', '"changing"'));
  });

  expect(refusalOf(copy)).toBe(`${join(copy, 'state.sqlite')} is of another folder: ${REMEDY}`);
});

test.each<[string, () => string, (file: (name: string) => string) => void, string, string]>([
  ['no log after a kill', () => killed, (file) => rmSync(file('state.sqlite-wal')), 'state.sqlite-wal', 'is missing'],
  [
    'an empty log after a kill',
    () => killed,
    (file) => truncateSync(file('state.sqlite-wal'), 0),
    'state.sqlite-wal',
    'is empty',
  ],
  [
    'a log that ends early',
    () => killed,
    (file) => truncateSync(file('state.sqlite-wal'), statSync(file('state.sqlite-wal')).size - 1),
    'state.sqlite-wal',
    'ends behind',
  ],
  [
    'another byte in the middle of a log',
    () => killed,
    (file) => flip(file('state.sqlite-wal'), 20_000),
    'state.sqlite-wal',
    'is damaged behind its frame',
  ],
  [
    'no index after a kill',
    () => killed,
    (file) => rmSync(file('state.sqlite-shm')),
    'state.sqlite-shm',
    'is missing, though the stack was killed',
  ],
  [
    'an index of zeros',
    () => killed,
    (file) => zeros(file('state.sqlite-shm'), 0, 96),
    'state.sqlite-shm',
    'is not what SQLite leaves beside a log',
  ],
  ['no seal', () => stopped, (file) => rmSync(file('folder.seal')), 'folder.seal', 'is missing'],
  [
    'half a seal',
    () => stopped,
    (file) => truncateSync(file('folder.seal'), 40),
    'folder.seal',
    'is not what a local stack wrote',
  ],
])('%s is told, and passed over at a word', async (_title, folder, change, name, told) => {
  const copy = after(folder(), change);

  const refusal = refusalOf(copy);
  expect(refusal.startsWith(`${join(copy, name)} ${told}`)).toBe(true);
  expect(refusal.endsWith(goOn(copy))).toBe(true);
  writeFileSync(join(copy, 'folder.seal'), 'unchecked\n');

  // What a log does not hold is gone: what stands in the database itself is another matter, and told.
  if (existsSync(join(copy, 'state.sqlite-wal')) || folder() === stopped) await held(copy);
});

test('the body of an object that was changed, is none, or is gone, is told', () => {
  const name = filesOf(stopped).find((file) => file.startsWith('objects/bodies/') && !file.includes('.0.')) ?? '';
  const damages: Array<[(file: string) => void, string]> = [
    [(file) => flip(file, 7), 'does not hold the bytes of its object'],
    [(file) => truncateSync(file, 7), 'has 7 bytes, not the'],
    [(file) => rmSync(file), 'is missing, which holds an object'],
    // Older than the folder, and so as good as unchanged, was what the link leads to.
    [(file) => linkTo(old, file), 'is no file'],
    [(file) => linkTo('/nowhere', file), 'is no file'],
    [
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      'is no file',
    ],
  ];
  for (const folder of [stopped, killed]) {
    for (const [damage, told] of damages) {
      const copy = after(folder, (file) => damage(file(name)));
      let refusal = '';
      try {
        openState(copy);
      } catch (error) {
        refusal = String(error);
      }
      expect(refusal).toContain(`${join(copy, name)} ${told}`);
    }
  }
});

function linkTo(target: string, file: string): void {
  rmSync(file);
  symlinkSync(target, file);
}

test('a folder that is taken away while the stack runs is told by the seal that cannot be written', () => {
  const folder = after(stopped, () => {});
  const { database } = openState(folder);
  rmSync(folder, { recursive: true });

  expect(() => database.close()).toThrow(
    /folder\.seal cannot be written \(ENOENT.*\), and .*state\.sqlite is gone, with all that it held\.$/,
  );
});

function flip(path: string, at: number): void {
  const content = readFileSync(path);
  content[at] = (content[at] ?? 0) ^ 0x40;
  writeFileSync(path, content);
}

function zeros(path: string, at: number, length: number): void {
  const content = readFileSync(path);
  content.fill(0, at, at + length);
  writeFileSync(path, content);
}

function inSqlite(path: string, sql: string): void {
  const sqlite = new DatabaseSync(path);
  sqlite.exec(sql);
  sqlite.close();
}
