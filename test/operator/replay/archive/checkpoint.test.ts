import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Checkpoint,
  checkpointFile,
  checkpointFolder,
} from '../../../../src/operator/replay/archive/checkpoint.ts';

const checkpoint: Checkpoint = {
  version: 1,
  id: 'r:1',
  state: 'running',
  bucket: 'archive',
  prefix: 'events/',
  from: '2026-11-20T00:00:00.000Z',
  to: '2026-11-21T00:00:00.000Z',
  lateMs: 0,
  policy: null,
  scope: 'MessageAttributes',
  destination: 'orders',
  limit: null,
  position: null,
  matched: 0,
  sent: 0,
  unsent: 0,
};

describe('the folder of checkpoints', () => {
  const ending = ['event-fork-pipelines', 'replays'];

  it.each([
    [{ XDG_STATE_HOME: '/state', HOME: '/home/me' }, join('/state', ...ending)],
    [{ HOME: '/home/me' }, join('/home/me', '.local', 'state', ...ending)],
    [{ XDG_STATE_HOME: '', HOME: '/home/me' }, join('/home/me', '.local', 'state', ...ending)],
    [{}, join(homedir(), '.local', 'state', ...ending)],
    [{ HOME: '' }, join(homedir(), '.local', 'state', ...ending)],
  ])('is by the environment %j %s', (env, folder) => {
    expect(checkpointFolder(env)).toBe(folder);
  });
});

describe('the checkpoint of a replay', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'forks-checkpoint-')), 'not-yet-there');
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  const open = () => checkpointFile(folder, 'r:1');

  it('is none before it is written, and then what was written last, whole', () => {
    const file = open();
    expect(file.read()).toBeUndefined();

    file.write({ ...checkpoint, sent: 1 });
    file.write(checkpoint);

    expect(file.read()).toEqual(checkpoint);
    expect(file.path).toBe(join(folder, 'r%3A1.json'));
    expect(readFileSync(file.path, 'utf8')).toBe(`${JSON.stringify(checkpoint)}\n`);
    expect(readdirSync(folder)).toEqual(['r%3A1.json']);
  });

  it.each<Partial<Checkpoint>>([
    { state: 'limit' },
    { state: 'done' },
    { policy: '{"a":["b"]}', limit: 0 },
    { includeMasked: true, skipPossiblyMasked: false, masked: 3, possiblyMasked: 2, skipped: 4 },
    { limit: 7, position: { key: 'k', line: 0 }, matched: 3, sent: 2, unsent: 1, lateMs: 5 },
  ])('is read with %j', (changes) => {
    open().write({ ...checkpoint, ...changes });

    expect(open().read()).toEqual({ ...checkpoint, ...changes });
  });

  it.each([
    ['', 'SyntaxError'],
    ['{}', 'ValiError'],
    ...[
      { version: 2 },
      { id: 7 },
      { state: 'begun' },
      { bucket: null },
      { prefix: null },
      { from: 1 },
      { to: 1 },
      { lateMs: -1 },
      { lateMs: 0.5 },
      { policy: 7 },
      { scope: null },
      { destination: null },
      { limit: '7' },
      { limit: -1 },
      { position: 'k' },
      { position: { key: 'k' } },
      { position: { key: 7, line: 1 } },
      { position: { key: 'k', line: -1 } },
      { matched: '1' },
      { sent: -1 },
      { unsent: 1.5 },
      { includeMasked: 'yes' },
      { skipPossiblyMasked: 1 },
      { masked: -1 },
      { possiblyMasked: '1' },
      { skipped: 0.5 },
    ].map((wrong): [string, string] => [JSON.stringify({ ...checkpoint, ...wrong }), 'ValiError']),
  ])('is refused as %s', (text, cause) => {
    const file = open();
    file.write(checkpoint);
    writeFileSync(file.path, text);

    expect(() => file.read()).toThrow(
      expect.objectContaining({
        name: 'OperationError',
        message: `${file.path} is no checkpoint of a replay: remove it, or choose another id`,
        cause: expect.objectContaining({ name: cause }),
      }),
    );
  });

  it.each<[string, (file: ReturnType<typeof open>) => unknown]>([
    ['read', (file) => file.read()],
    ['written', (file) => file.write(checkpoint)],
    ['added to', (file) => file.addUnsent({})],
    ['locked', (file) => file.lock()],
  ])('that cannot be %s, for its folder is none, says what to do', (_what, act) => {
    const { unsentPath: notFolder, addUnsent } = open();
    addUnsent({});

    const message = `the checkpoints of replays cannot be kept in ${notFolder} (E`;
    expect(() => act(checkpointFile(notFolder, 'r'))).toThrow(
      expect.objectContaining({ name: 'OperationError', message: expect.stringContaining(message) }),
    );
    expect(() => act(checkpointFile(notFolder, 'r'))).toThrow(': name another folder with the variable XDG_STATE_HOME');
  });

  it('has a line beside it for each event that could not be sent', () => {
    const file = open();

    file.addUnsent({ key: 'k', line: 1 });
    file.addUnsent({ key: 'k', line: 2 });

    expect(file.unsentPath).toBe(join(folder, 'r%3A1.unsent.jsonl'));
    expect(readFileSync(file.unsentPath, 'utf8')).toBe('{"key":"k","line":1}\n{"key":"k","line":2}\n');
  });

  it('is locked by its name', () => {
    const unlock = open().lock();

    expect(() => open().lock()).toThrow(
      `the replay r:1 is being run by process ${process.pid}, which holds ${join(folder, 'r%3A1.mutex')}`,
    );
    unlock();
    open().lock()();
  });
});
