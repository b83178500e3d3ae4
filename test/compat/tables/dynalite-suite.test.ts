/**
 * dynalite's own suite, whose expectations were recorded from DynamoDB, run against the embedded tables.
 * It is not in the npm package: `DYNALITE_SUITE` names a checkout of https://github.com/architect/dynalite at v4.0.0, after `npm ci`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ownTables } from '../../support/tables/judges.ts';

const checkout = process.env['DYNALITE_SUITE'];
if (checkout === undefined) console.warn("Skipped: dynalite's suite, because DYNALITE_SUITE names no checkout of it.");
const suite = checkout === undefined ? describe.skip : describe;

/** What is not answered as recorded, and why. */
const MISSES: readonly (readonly [title: RegExp, reason: string])[] = [
  [
    /if table is being created|deleteTable functionality should eventually delete/,
    'a table is there when CreateTable answers',
  ],
  [
    /many unprocessed items if very over the limit/,
    'an answer holds 16 MB now, not 1 MB (API reference, BatchGetItem)',
  ],
  [/MissingAuthenticationTokenException if no Authorization header/, 'a request without a signature is served'],
  [
    /updateItem validations .*UpdateExpression/,
    'DynamoDB adds typeSet to the operands that ADD and DELETE refuse (as DynamoDB Local 2.6 does); the faults are told of one another’s tests',
  ],
  [
    /updateTable validations should return ValidationException for empty Update/,
    'ProvisionedThroughput of an index is not required any more (API reference)',
  ],
  [/triple rates and then reduce/, 'a change of capacity is dated once, not at its beginning and its end'],
];

interface Report {
  readonly stats: { readonly passes: number };
  readonly failures: readonly { readonly fullTitle: string; readonly err: { readonly message?: string } }[];
}

/** Runs one file of the suite and reads mocha's report. */
function run(file: string, { tests, port }: { tests: string; port: string }): Promise<Report> {
  return new Promise((done, failed) => {
    const mocha = resolve(checkout ?? '', 'node_modules/.bin/mocha');
    const child = spawn(mocha, ['--require', 'should', '--reporter', 'json', '-t', '30s', join(tests, file)], {
      cwd: checkout,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'b',
        REMOTE: '1',
        REMOTE_PORT: port,
        SLOW_TESTS: '1',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', failed).once('close', () => {
      const text = Buffer.concat(chunks).toString();
      done(JSON.parse(text.slice(text.indexOf('{\n  "stats"'))));
    });
  });
}

/** A copy of the tests whose helpers ask a port of this machine where they would ask AWS, for tables of their own. */
function copyOfTests(): string {
  const from = join(checkout ?? '', 'test');
  const to = mkdtempSync(join(checkout ?? tmpdir(), 'test-remote-'));
  for (const name of readdirSync(from)) {
    const text = readFileSync(join(from, name), 'utf8');
    const local = text
      .replaceAll(
        /\{ host: 'dynamodb\.' \+ [\w.]*awsRegion \+ '\.amazonaws\.com', method: 'POST' \}/g,
        "{ host: '127.0.0.1', port: process.env.REMOTE_PORT, method: 'POST' }",
      )
      .replaceAll(/(?:helper\.)?useRemoteDynamo \? '__dynalite_test_[1-5]' : /g, '');
    writeFileSync(join(to, name), local);
  }
  return to;
}

suite("dynalite's suite", () => {
  it('passes but for what is named here', async () => {
    const own = await ownTables({ clock: 'running' });
    const tests = copyOfTests();
    const unexplained: string[] = [];
    let passes = 0;
    let misses = 0;
    for (const file of readdirSync(tests).filter((name) => !['helpers.js', 'bench.js'].includes(name))) {
      const report = await run(file, { tests, port: new URL(own.url).port });
      passes += report.stats.passes;
      for (const title of new Set(report.failures.map(({ fullTitle }) => fullTitle))) {
        misses += 1;
        if (!MISSES.some(([known]) => known.test(title))) unexplained.push(title);
      }
    }
    await own.close();
    rmSync(tests, { recursive: true });

    console.info(`dynalite's suite: ${passes} passed, ${misses} not`);
    expect(unexplained).toEqual([]);
    expect(passes).toBeGreaterThanOrEqual(1_040);
  });
});
