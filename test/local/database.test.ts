import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytes, integer, openDatabase, optionalText, text } from '../../src/local/database.ts';

describe('the database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forks-database-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps what was committed when it is opened again', async () => {
    const first = openDatabase(join(folder, 'kept'));
    first.define('CREATE TABLE IF NOT EXISTS things (name TEXT, size INTEGER, body BLOB)');
    first.run('INSERT INTO things VALUES (?, ?, ?)', 'a', 7, Buffer.from('xyz'));
    await first.committed();
    first.close();

    const second = openDatabase(join(folder, 'kept'));
    const row = second.get('SELECT * FROM things') ?? {};

    expect([text(row, 'name'), integer(row, 'size'), bytes(row, 'body').toString()]).toEqual(['a', 7, 'xyz']);
    second.close();
  });

  it('undoes a change that throws, and nothing beside it', async () => {
    const database = openDatabase(join(folder, 'undone'));
    database.define('CREATE TABLE things (name TEXT)');
    database.write(() => {
      database.run('INSERT INTO things VALUES (?)', 'kept');
      expect(() =>
        database.write(() => {
          database.run('INSERT INTO things VALUES (?)', 'undone');
          throw new Error('no');
        }),
      ).toThrow('no');
    });
    await database.committed();

    expect(database.all('SELECT name FROM things').map((row) => optionalText(row, 'name'))).toEqual(['kept']);
    database.close();
  });
});
