/**
 * `npm run test:mutation -- [ROOM] [--sample N] [--seed S] [--fresh] [--runners N]`: changes the code of a room (a folder or
 * file below `src`) in one place at a time and tells which changes no test notices. Without a room: every room that has a bar.
 */
import { existsSync, globSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../support/templates.ts';
import { readArguments, UsageError } from './arguments.ts';
import type { Killer, MeasuredFile, Outcome, Tried } from './messages.ts';
import { type Plan, planMutants } from './plan.ts';
import { createPool, type Pool } from './pool.ts';
import { createReach } from './reach.ts';
import { readRemembered } from './remembered.ts';
import { makeReport, type Report, type Result, reportText } from './report.ts';
import { roomOf } from './rooms.ts';
import { drawSample } from './sample.ts';
import { type Mutant, makeSandbox, removeLeftSandboxes } from './sandbox.ts';

const FOLDER = join(repository, 'coverage', 'mutation');
const MAX_ATTEMPTS = 3;
const PROGRESS_MS = 15_000;

const asked = await orEnd(() => readArguments(process.argv.slice(2), Date.now() % 2 ** 31));
const { sample, seed, runners } = asked;
const sandbox = join(FOLDER, `sandbox-${process.pid}`);
process.once('exit', () => rmSync(sandbox, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
removeLeftSandboxes(FOLDER);

const rooms = await orEnd(() => asked.rooms.map((room) => ({ room, sources: filesBelow('src', room, '.ts') })));
let allReached = true;
for (const { room, sources } of rooms) {
  const report = await orEnd(() => testRoom(room, sources));
  console.log(reportText(report));
  allReached &&= report.reached;
}
process.exitCode = allReached ? 0 : 1;

/** Ends with one line where it was asked for what cannot be. */
async function orEnd<Result>(run: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

async function testRoom(room: string, sources: string[]): Promise<Report> {
  const { tests, ...bars } = roomOf(room);
  const generated = await makeSandbox(repository, sandbox, sources);
  const unexplained = generated.find(({ equivalent }) => equivalent === '');
  if (unexplained)
    throw new UsageError(`${unexplained.file}:${unexplained.line} marks an equivalent mutant without a reason.`);
  const mutants = sample === undefined ? generated : drawSample(generated, sample, seed);
  if (sample !== undefined)
    console.log(`${room}: a sample of ${mutants.length} of ${generated.length}, --seed ${seed}`);

  const pool = createPool(sandbox, generated.length);
  try {
    const own = filesBelow('test', room, '.test.ts');
    const others = tests
      .flatMap((path) => filesBelow('test', path, '.test.ts'))
      .filter(createReach(repository, sources));
    const testFiles = [...new Set([...own, ...others])];
    const results = await tryMutants(pool, mutants, testFiles);
    const report = makeReport(room, bars, results);
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, `${room.replaceAll('/', '-')}.json`), JSON.stringify(report, undefined, 2));
    return report;
  } finally {
    pool.close();
    rmSync(sandbox, { recursive: true, force: true });
  }
}

/** The files of a room under `top`: of a folder all below it, of a file itself. */
function filesBelow(top: string, path: string, extension: string): string[] {
  const whole = join(top, path);
  const folder = join(repository, whole);
  if (existsSync(folder) && statSync(folder).isDirectory()) {
    const found = globSync(`**/*${extension}`, { cwd: folder }).filter((file) => !file.endsWith('.d.ts'));
    return found.sort().map((file) => join(whole, file));
  }
  const file = path.endsWith('.ts') ? whole : `${whole}${extension}`;
  if (existsSync(join(repository, file))) return [file];
  if (top === 'test') return [];
  throw new UsageError(`There is no folder ${whole} and no file ${file}.`);
}

async function tryMutants(pool: Pool, mutants: Mutant[], testFiles: string[]): Promise<Result[]> {
  const remembered = readRemembered(join(FOLDER, 'remembered.json'), {
    root: repository,
    files: [...new Set([...mutants.map(({ file }) => file), ...testFiles])],
    forget: asked.fresh,
  });
  const results = new Map<number, Result>();
  const open: Mutant[] = [];
  for (const mutant of mutants) {
    const known = remembered.find(mutant);
    if (mutant.equivalent !== undefined) results.set(mutant.id, { ...mutant, outcome: 'equivalent' });
    else if (known?.outcome === 'killed' || known?.outcome === 'timed out') {
      results.set(mutant.id, { ...mutant, ...known, outcome: known.outcome });
    } else open.push(mutant);
  }

  const plans = open.length === 0 ? new Map<number, Plan>() : planMutants(mutants, await measureAll(pool, testFiles));
  const covered = open.filter(({ id }) => plans.has(id));
  for (const mutant of open) if (!plans.has(mutant.id)) results.set(mutant.id, { ...mutant, outcome: 'uncovered' });
  console.log(`${results.size} are known or uncovered, ${covered.length} to try`);

  const settle: Settle = (mutant, { outcome, killer }) => {
    if (outcome === 'unsure')
      console.warn(`${mutant.file}:${mutant.line}: taken for survived, since ${killer?.test} fails without it`);
    results.set(mutant.id, {
      ...mutant,
      outcome: outcome === 'unsure' ? 'survived' : outcome,
      ...(killer && { killer }),
    });
    remembered.add(mutant, { outcome, ...(killer && { killer }) });
  };
  const saving = setInterval(() => remembered.save(), PROGRESS_MS);
  const slow = await tryAll(pool, covered, plans, settle, { at: runners, slower: 1 });
  remembered.save();
  if (slow.length > 0) console.log(`${slow.length} timed out; each is tried once more, alone`);
  for (const mutant of await tryAll(pool, slow, plans, settle, { at: 1, slower: 2 })) {
    const [step] = plans.get(mutant.id)?.steps ?? [];
    settle(mutant, {
      outcome: 'timed out',
      ...(step && { killer: { file: step.file, test: '', message: 'timed out twice' } }),
    });
  }
  clearInterval(saving);
  remembered.save();
  return mutants.flatMap(({ id }) => results.get(id) ?? []);
}

async function measureAll(pool: Pool, testFiles: string[]): Promise<MeasuredFile[]> {
  const began = Date.now();
  const measured: MeasuredFile[] = [];
  await pool.askAll(
    testFiles,
    runners,
    (file) => ({ kind: 'measure', file }),
    (file, answer: MeasuredFile | undefined) => {
      for (const why of answer === undefined ? ['all of it (its process ended)'] : answer.leftOut) {
        console.warn(`left out of ${file}: ${why.split('\n')[0]}`);
      }
      if (answer) measured.push(answer);
      return { replace: false };
    },
  );
  console.log(`${testFiles.length} test files measured in ${Math.round((Date.now() - began) / 1000)} s`);
  return measured;
}

type Settle = (mutant: Mutant, tried: { outcome: Exclude<Outcome, 'endless'>; killer?: Killer }) => void;

/** Tries every mutant and returns those that timed out. */
async function tryAll(
  pool: Pool,
  mutants: Mutant[],
  plans: Map<number, Plan>,
  settle: Settle,
  { at, slower }: { at: number; slower: number },
): Promise<Mutant[]> {
  const timedOut: Mutant[] = [];
  const began = Date.now();
  let done = 0;
  let last = '';
  const progress = setInterval(() => {
    const perMinute = Math.round((60_000 * done) / (Date.now() - began));
    process.stderr.write(
      `  ${done} of ${mutants.length} tried, ${perMinute} a minute, ${timedOut.length} timed out${last}\n`,
    );
  }, PROGRESS_MS);

  let open = mutants.map((mutant) => ({ mutant, attempt: 1 }));
  while (open.length > 0) {
    const again: typeof open = [];
    await pool.askAll(
      open,
      at,
      ({ mutant: { id }, attempt }) => {
        const { steps = [], maxMeetings = 0 } = plans.get(id) ?? {};
        const longer = steps.map((step) => ({ ...step, limitMs: slower * step.limitMs }));
        return { kind: 'try', mutant: id, maxMeetings, steps: longer, whole: attempt > 1 };
      },
      ({ mutant, attempt }, answer: Tried | undefined) => {
        done++;
        last = `, last ${mutant.file}:${mutant.line}`;
        const outcome = answer?.outcome ?? 'timed out';
        if (outcome === 'timed out' || outcome === 'endless') timedOut.push(mutant);
        else if (outcome === 'unsure' && attempt < MAX_ATTEMPTS) again.push({ mutant, attempt: attempt + 1 });
        else settle(mutant, { outcome, ...(answer?.killer && { killer: answer.killer }) });
        return { replace: outcome === 'timed out' || outcome === 'unsure' || answer?.worn === true };
      },
    );
    open = again;
  }
  clearInterval(progress);
  return timedOut;
}
