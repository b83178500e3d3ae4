import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { type LocalDatabase, openDatabase, text } from '../../src/local/database.ts';
import { AwsError } from '../../src/local/errors.ts';
import { canFillDisk, fillDisk } from '../support/full-disk.ts';

const parent = mkdtempSync(join(tmpdir(), 'forks-full-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

let folders = 0;
function open(): { database: LocalDatabase; onDisk: () => string[] } {
  const folder = join(parent, String(folders++));
  const database = openDatabase(folder, { throwaway: true });
  database.define('CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL)');
  return {
    database,
    onDisk() {
      const reader = new DatabaseSync(join(folder, 'state.sqlite'), { readOnly: true });
      const rows = reader.prepare('SELECT name FROM things ORDER BY id').all();
      reader.close();
      return rows.map((row) => text(row, 'name'));
    },
  };
}
const namesIn = (database: LocalDatabase) =>
  database.all('SELECT name FROM things ORDER BY id').map((row) => text(row, 'name'));
const add = (database: LocalDatabase, name: string) => database.insert('INSERT INTO things (name) VALUES (?)', name);

const onFullDisk = canFillDisk ? test : test.skip;

onFullDisk(
  'what a full disk does not take is not acknowledged, is seen, and is written when there is room',
  async () => {
    const { database, onDisk } = open();
    add(database, 'before');
    await database.committed();
    const heard: string[] = [];
    database.onTrouble(({ reason }) => heard.push(reason));
    const emptyDisk = fillDisk();
    try {
      add(database, 'one');
      expect(await database.acknowledged()).toBe(false);
      expect(database.trouble()?.reason).toBe('disk I/O error');

      // Engines that go on by themselves find what they wrote, and write more.
      expect(namesIn(database)).toEqual(['before', 'one']);
      add(database, 'two');
      expect(() =>
        database.write(() => {
          add(database, 'undone');
          throw new Error('no');
        }),
      ).toThrow('no');
      database.forget();
      expect(await database.acknowledged()).toBe(false);
      expect(namesIn(database)).toEqual(['before', 'one', 'two']);
      expect(onDisk()).toEqual(['before']);
    } finally {
      emptyDisk();
    }
    await database.committed();

    expect([database.trouble(), await database.acknowledged()]).toEqual([undefined, true]);
    expect(onDisk()).toEqual(['before', 'one', 'two']);
    expect(heard).toHaveLength(1);
    database.close();
  },
);

onFullDisk('a full disk that stays full to the end costs nothing that was acknowledged', async () => {
  const { database, onDisk } = open();
  add(database, 'before');
  await database.committed();
  const emptyDisk = fillDisk();
  try {
    add(database, 'never acknowledged');
    expect(await database.acknowledged()).toBe(false);
    const waiting = database.committed();
    database.giveUp();
    await expect(waiting).rejects.toThrow('cannot write its state at the moment: disk I/O error');
    await expect(database.committed()).rejects.toThrow('cannot write');
    database.close();
  } finally {
    emptyDisk();
  }

  expect(onDisk()).toEqual(['before']);
});

test('a statement that has no room is refused alone, and what its turn did before is kept', async () => {
  const { database, onDisk } = open();
  add(database, 'before');
  await database.committed();
  database.get('PRAGMA max_page_count = 4');

  add(database, 'small');
  let refusal: unknown;
  try {
    database.write(() => {
      add(database, 'undone');
      add(database, 'x'.repeat(100_000));
    });
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(AwsError);
  expect(refusal).toMatchObject({ code: 'ServiceUnavailable', status: 503, message: expect.stringContaining('full') });
  add(database, 'another');

  expect(await database.acknowledged()).toBe(true);
  expect(onDisk()).toEqual(['before', 'small', 'another']);
  database.close();
});

interface Step {
  readonly kind: string;
  readonly steps?: readonly Step[];
  readonly fails?: boolean;
}
const step = fc.letrec<{ step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 3 },
    fc.constant({ kind: 'add' }),
    fc.constant({ kind: 'turn' }),
    fc.constant({ kind: 'large' }),
    fc.constant({ kind: 'refused' }),
    fc.record({ kind: fc.constant('group'), steps: fc.array(tie('step'), { maxLength: 4 }), fails: fc.boolean() }),
    fc.record({ kind: fc.constant('caught'), steps: fc.array(tie('step'), { maxLength: 4 }) }),
  ),
})).step;
onFullDisk('a disk that is full now and then changes nothing of what is held in the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.boolean(), fc.array(step, { maxLength: 5 })), { maxLength: 12 }),
      async (turns) => {
        const { database, onDisk } = open();
        database.get('PRAGMA max_page_count = 40');
        const model: string[] = [];
        let next = 0;
        /** Does a step to the database and to the model alike. */
        const perform = ({ kind, steps = [], fails = false }: Step): void => {
          if (kind === 'add' || kind === 'turn') {
            const name = `thing ${next++}`;
            add(database, name);
            model.push(name);
          } else if (kind === 'large') {
            expect(() => add(database, 'x'.repeat(400_000))).toThrow('full');
          } else if (kind === 'refused') {
            expect(() => database.run('INSERT INTO things (name) VALUES (NULL)')).toThrow('NOT NULL');
          } else {
            const before = model.length;
            try {
              database.write(() => {
                for (const each of steps) perform(each);
                if (fails || kind === 'caught') throw new Error('undone');
              });
            } catch (error) {
              if (!(error instanceof Error) || error.message !== 'undone') throw error;
              model.length = before;
            }
          }
        };
        let emptyDisk: (() => void) | undefined;
        try {
          for (const [isFull, steps] of turns) {
            if (isFull) emptyDisk ??= fillDisk();
            else {
              emptyDisk?.();
              emptyDisk = undefined;
            }
            for (const each of steps) perform(each);
            expect(namesIn(database)).toEqual(model);
            await turn();
          }
        } finally {
          emptyDisk?.();
        }
        await database.committed();
        expect(onDisk()).toEqual(model);
        database.close();
      },
    ),
    { numRuns: 40 },
  );
});
