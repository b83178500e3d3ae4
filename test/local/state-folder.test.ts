import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeStateFolder } from '../../src/local/state-folder.ts';

describe('the state folder', () => {
  const parent = mkdtempSync(join(tmpdir(), 'forks-state-'));
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  it('is temporary by default, and gone afterwards', () => {
    const folder = takeStateFolder({});
    expect(existsSync(folder.path)).toBe(true);

    folder.release();

    expect(existsSync(folder.path)).toBe(false);
  });

  it('is removed with the process that had it, at the next start, and no other is', () => {
    const abandoned = (name: string, mark: string | undefined, file = 'state.sqlite') => {
      const path = mkdtempSync(join(tmpdir(), name));
      writeFileSync(join(path, file), 'x');
      if (mark !== undefined) writeFileSync(join(path, 'process.lock'), mark);
      return path;
    };
    const running = takeStateFolder({});
    const dead = abandoned('event-fork-pipelines-', '4194305');
    const others = [
      running.path,
      abandoned('event-fork-pipelines-', `${process.ppid}`),
      abandoned('event-fork-pipelines-', undefined),
      abandoned('event-fork-pipelines-', '4194305', 'thesis.doc'),
      abandoned('event-fork-pipeline-', '4194305'),
    ];

    takeStateFolder({}).release();

    expect(existsSync(dead)).toBe(false);
    expect(others.map((path) => existsSync(path))).toEqual([true, true, true, true, true]);
    running.release();
    for (const path of others) rmSync(path, { recursive: true, force: true });
  });

  it('is closed to others, what an earlier version left in it too', () => {
    const dataDir = join(parent, 'open');
    mkdirSync(join(dataDir, 'objects'), { recursive: true });
    writeFileSync(join(dataDir, 'state.sqlite'), '');
    chmodSync(dataDir, 0o755);
    chmodSync(join(dataDir, 'state.sqlite'), 0o644);

    const folder = takeStateFolder({ dataDir });

    const modes = ['', 'objects', 'state.sqlite', 'process.lock'].map(
      (name) => statSync(join(dataDir, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
    folder.release();
  });

  it('is refused where it cannot be made, with what to do', () => {
    writeFileSync(join(parent, 'file'), '');

    expect(() => takeStateFolder({ dataDir: join(parent, 'file', 'in') })).toThrow(
      /cannot be used .*: name another folder/,
    );
  });

  it('needs no folder for temporary files where it has one of its own', () => {
    const { TMPDIR } = process.env;
    process.env['TMPDIR'] = join(parent, 'nowhere');
    try {
      takeStateFolder({ dataDir: join(parent, 'own') }).release();
    } finally {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
    }
  });

  it.each(['objects', 'tables'])(
    'is refused with %s alone, before anything is written, and emptied only where it is ours',
    (part) => {
      const dataDir = join(parent, `half-${part}`);
      mkdirSync(join(dataDir, part), { recursive: true });
      writeFileSync(join(dataDir, part, 'thesis.doc'), 'mine');

      for (const reset of [false, true]) {
        expect(() => takeStateFolder({ dataDir, reset })).toThrow(
          `The data folder ${dataDir} holds ${part}, but no state.sqlite: put that back from a copy of the folder, or name an empty folder.`,
        );
      }
      expect([readdirSync(dataDir), readdirSync(join(dataDir, part))]).toEqual([[part], ['thesis.doc']]);

      writeFileSync(join(dataDir, 'folder.seal'), '');
      expect(() => takeStateFolder({ dataDir })).toThrow(`${join(dataDir, 'state.sqlite')} is missing: put it back`);
      takeStateFolder({ dataDir, reset: true }).release();
      expect(readdirSync(dataDir)).toEqual(['process.mutex']);
    },
  );

  it('is refused where a file stands in place of a folder', () => {
    const dataDir = join(parent, 'file-for-folder');
    takeStateFolder({ dataDir }).release();
    writeFileSync(join(dataDir, 'state.sqlite'), '');
    writeFileSync(join(dataDir, 'objects'), '');

    expect(() => takeStateFolder({ dataDir })).toThrow(`${join(dataDir, 'objects')} is no folder: put it back`);
    takeStateFolder({ dataDir, reset: true }).release();
  });

  it('is for one stack alone', () => {
    const dataDir = join(parent, 'one');
    const folder = takeStateFolder({ dataDir });

    expect(() => takeStateFolder({ dataDir })).toThrow(/in use by this very process .*one\/process\.mutex/);
    folder.release();
    takeStateFolder({ dataDir }).release();
  });

  it('is emptied of what is ours by a reset, and never of anything else', () => {
    const dataDir = join(parent, 'reset');
    takeStateFolder({ dataDir }).release();
    writeFileSync(join(dataDir, 'state.sqlite'), 'old');
    // What the tables' move to the database keeps aside is no reason to refuse the folder.
    mkdirSync(join(dataDir, 'tables.before-2'));
    takeStateFolder({ dataDir }).release();
    expect(existsSync(join(dataDir, 'tables.before-2'))).toBe(true);

    takeStateFolder({ dataDir, reset: true }).release();
    expect(existsSync(join(dataDir, 'tables.before-2'))).toBe(false);
    expect(existsSync(join(dataDir, 'state.sqlite'))).toBe(false);
    writeFileSync(join(dataDir, 'thesis.doc'), 'mine');

    expect(() => takeStateFolder({ dataDir, reset: true })).toThrow('thesis.doc');
  });
});
