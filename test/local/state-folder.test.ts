import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

  it('is for one process alone', () => {
    const dataDir = join(parent, 'one');
    const folder = takeStateFolder({ dataDir });

    expect(() => takeStateFolder({ dataDir })).toThrow('in use by this very process');
    folder.release();
    takeStateFolder({ dataDir }).release();
  });

  it('is refused while the process that has it runs', () => {
    const dataDir = join(parent, 'other');
    takeStateFolder({ dataDir }).release();
    writeFileSync(join(dataDir, 'process.lock'), String(process.ppid));

    expect(() => takeStateFolder({ dataDir })).toThrow(`in use by process ${process.ppid}`);
  });

  it('is taken over from a process that died', () => {
    const dataDir = join(parent, 'dead');
    takeStateFolder({ dataDir }).release();
    writeFileSync(join(dataDir, 'process.lock'), '4194305');

    takeStateFolder({ dataDir }).release();
  });

  it('is emptied of what is ours by a reset, and never of anything else', () => {
    const dataDir = join(parent, 'reset');
    takeStateFolder({ dataDir }).release();
    writeFileSync(join(dataDir, 'state.sqlite'), 'old');

    takeStateFolder({ dataDir, reset: true }).release();
    expect(existsSync(join(dataDir, 'state.sqlite'))).toBe(false);
    writeFileSync(join(dataDir, 'thesis.doc'), 'mine');

    expect(() => takeStateFolder({ dataDir, reset: true })).toThrow('thesis.doc');
  });
});
