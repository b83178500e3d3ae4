import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MeasuredFile } from './messages.ts';
import { planMutants } from './plan.ts';
import { createReach } from './reach.ts';
import { readRemembered } from './remembered.ts';
import { makeReport, reportText } from './report.ts';
import { roomOf } from './rooms.ts';
import { drawSample } from './sample.ts';
import { type Mutant, makeSandbox, removeLeftSandboxes } from './sandbox.ts';

const mutant = (id: number, more: Partial<Mutant> = {}): Mutant => ({
  id,
  file: 'src/a/b.ts',
  line: 1,
  column: 1,
  mutator: 'M',
  original: 'a',
  replacement: 'b',
  ...more,
});

describe('in a folder of its own', () => {
  let folder: string;
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mutation-'));
    execFileSync('git', ['init', '--quiet', folder]);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('a sandbox holds every mutant behind our own switch, and says which are marked', async () => {
    write('.gitignore', 'box\n');
    write('src/a.ts', 'export const less = (a: number, b: number): boolean => a < b;\n');
    write('src/b.ts', "// Stryker disable next-line StringLiteral: nobody reads it.\nexport const name = 'b';\n");

    const mutants = await makeSandbox(folder, join(folder, 'box'), ['src/a.ts', 'src/b.ts']);

    expect(mutants).toContainEqual(
      expect.objectContaining({ file: 'src/a.ts', line: 1, column: 56, original: 'a < b', replacement: 'a <= b' }),
    );
    expect(mutants.find(({ file }) => file === 'src/b.ts')).toMatchObject({ equivalent: 'nobody reads it.' });
    const text = readFileSync(join(folder, 'box/src/a.ts'), 'utf8');
    expect(text).toMatch(/stryMutAct_9fa48\(\d+\) \?/);
    expect(text).not.toContain('__STRYKER_ACTIVE_MUTANT__');
  });

  test.each(['// Stryker disable next-line all', '// Stryker disable next-line all: ', '// Stryker disable all:\t'])(
    'a mark without a reason is one with an empty reason: %j',
    async (mark) => {
      write('.gitignore', 'box\n');
      write('src/b.ts', `${mark}\nexport const name = 'b';\n`);

      const mutants = await makeSandbox(folder, join(folder, 'box'), ['src/b.ts']);

      expect(mutants.map(({ equivalent }) => equivalent)).toEqual(['']);
    },
  );

  test('the sandbox of a run that was killed goes, that of one that runs stays', () => {
    const { pid: ended } = spawnSync('true');
    write(`sandbox-${ended}/a.ts`, 'a');
    write(`sandbox-${process.pid}/a.ts`, 'a');
    write('sandbox-of-mine/a.ts', 'a');

    removeLeftSandboxes(folder);

    expect(readdirSync(folder).sort()).toEqual(['.git', `sandbox-${process.pid}`, 'sandbox-of-mine'].sort());
  });

  test('what was killed is remembered as long as its source and its killer are as they were', () => {
    write('src/a/b.ts', 'a');
    write('test/a/b.test.ts', 'b');
    const file = join(folder, 'remembered.json');
    const open = (forget = false) =>
      readRemembered(file, { root: folder, files: ['src/a/b.ts', 'test/a/b.test.ts'], forget });
    const killer = { file: 'test/a/b.test.ts', test: 't', message: 'm' };
    const first = open();
    first.add(mutant(1), { outcome: 'killed', killer });
    first.save();

    expect(open().find(mutant(7))).toMatchObject({ outcome: 'killed', killer });
    expect(open().find(mutant(1, { replacement: 'c' }))).toBeUndefined();
    expect(open(true).find(mutant(1))).toBeUndefined();
    write('test/a/b.test.ts', 'c');
    expect(open().find(mutant(1))).toBeUndefined();
  });

  test('a test reaches what its imports import', () => {
    write('src/a/b.ts', 'export const b = 1;');
    write('src/a/c.ts', "export { b } from './b.ts';");
    write('test/a/c.test.ts', "import { b } from '../../src/a/c.ts';");
    write('test/a/d.test.ts', "import { d } from '../../src/a/d.ts';");
    const reaches = createReach(folder, ['src/a/b.ts']);

    expect([reaches('test/a/c.test.ts'), reaches('test/a/d.test.ts')]).toEqual([true, false]);
  });
});

test('a mutant is tried with the tests that pass it, the nearest file first, and anew where loading passes it', () => {
  const file = (path: string, more: Partial<MeasuredFile>): MeasuredFile => ({
    file: path,
    leftOut: [],
    cold: false,
    loading: [],
    hooks: [],
    tests: [],
    ...more,
  });
  const passing = (...ids: number[]) => ({
    ms: 100,
    cpuMs: 1,
    passed: ids.map((id): [number, number] => [id, 300]),
  });

  const plans = planMutants(
    [mutant(1), mutant(2), mutant(3)],
    [
      file('test/x/far.test.ts', { tests: [passing(1)] }),
      file('test/a/b.test.ts', { tests: [passing(), null, passing(1)], loading: [[2, 1]] }),
    ],
  );

  expect(plans.get(1)).toMatchObject({
    maxMeetings: 30_000,
    steps: [
      { file: 'test/a/b.test.ts', fresh: false, only: [2], limitMs: 1900 },
      { file: 'test/x/far.test.ts', fresh: false, only: [0] },
    ],
  });
  expect(plans.get(2)).toMatchObject({ maxMeetings: 10_000, steps: [{ fresh: true, only: [0, 2], all: [0, 2] }] });
  expect(plans.has(3)).toBe(false);
});

test('the score is killed of all generated, uncovered and marked ones too', () => {
  const outcomes = ['killed', 'killed', 'timed out', 'survived', 'uncovered', 'equivalent'] as const;
  const results = outcomes.map((outcome, id) => ({ ...mutant(id), outcome }));

  const report = makeReport('a', { bar: 50, maxEquivalents: 20 }, results);

  expect(report).toMatchObject({ score: 50, reached: true });
  expect(makeReport('a', { bar: 50.1, maxEquivalents: 20 }, results).reached).toBe(false);
  expect(makeReport('a', { bar: 50, maxEquivalents: 16 }, results).reached).toBe(false);
  expect(reportText(report).split('\n')).toEqual([
    '  src/a/b.ts:1:1 M: a → b',
    '  uncovered src/a/b.ts:1:1 M: a → b',
    '✓ a: 50.0 % of 6 mutants killed (bar: 50 %)',
    '  2 killed, 1 timed out, 1 survived, 1 uncovered, 1 equivalent (marked equivalent: 16.7 %)',
  ]);
});

test('a sample is the same for the same seed, and in order', () => {
  const items = Array.from({ length: 100 }, (_, index) => index);

  expect(drawSample(items, 10, 7)).toEqual(drawSample(items, 10, 7));
  expect(drawSample(items, 10, 7)).not.toEqual(drawSample(items, 10, 8));
  expect(drawSample(items, 10, 7)).toHaveLength(10);
  expect(drawSample(items, 10, 7)).toEqual(drawSample(items, 10, 7).toSorted((a, b) => a - b));
  expect(drawSample(items, 1000, 7)).toEqual(items);
});

test('what lies in a room has its bar', () => {
  expect(roomOf('domain/order')).toMatchObject({ bar: 90, maxEquivalents: 3 });
  expect(roomOf('local/queues')).toMatchObject({ bar: 85 });
  expect(roomOf('cli')).toMatchObject({ bar: 85, tests: [] });
});
