import { resolve } from 'node:path';
import { runForks } from '../../src/cli/run-forks.ts';
import { type LocalStack, startLocalStack } from '../../src/local/index.ts';
import { createMemoryTerminal } from '../cli/memory-terminal.ts';

let stack: LocalStack;

beforeAll(async () => {
  const templateFile = resolve(import.meta.dirname, '../support/own-topic/template.yaml');
  stack = await startLocalStack({ templateFile, speed: 0 });
});

afterAll(() => stack?.stop());

async function forks(argv: readonly string[], input: readonly string[] = []) {
  const { terminal, printed, warned } = createMemoryTerminal(input);
  const clock = { now: () => Date.now(), wait: async () => {} };
  const code = await runForks(['--endpoint', stack.awsUrl, ...argv], { terminal, clock, env: {} });
  return { code, printed, warned };
}

test('the queues, the stream and the topic of a template that nests one application are found', async () => {
  const status = JSON.parse((await forks(['status', '--json'])).printed[0] ?? '');
  expect(status).toMatchObject({
    queues: [{ name: 'NewsBackup/BackupQueue' }],
    deadLetters: [{ waiting: 0 }, { waiting: 0 }],
    mappings: [{ queue: 'NewsBackup/BackupQueue', batchSize: 1000 }],
    streams: [{ name: 'NewsBackup/BackupStream', status: 'ACTIVE' }],
    stores: [{ name: 'NewsBackup/BackupBucket', kind: 'bucket' }],
    drift: [],
  });

  const published = await forks(['publish', '-', '--raw'], ['{"id":"news-1","text":"Forked!"}', 'no JSON']);
  expect(published).toMatchObject({ code: 0, printed: [expect.stringMatching(/^2 published to .*NewsTopic/)] });
  await stack.flush();
  const traced = JSON.parse((await forks(['trace', 'news-1', '--json'])).printed[0] ?? '');
  expect(traced).toMatchObject({
    found: [{ place: 'archive', where: expect.stringMatching(/ line 1$/) }],
    notSearched: [],
  });
});

test.each([
  { argv: ['bug', 'on'], line: 'forks: the stack nests no checkout application, so there is no bug to switch' },
  {
    argv: ['replay', 'start'],
    line: 'forks: the stack nests no replay application: nest apps/replay to have a buffer',
  },
  {
    argv: ['logs', 'store-order'],
    line: 'forks: there is no function store-order; there are: NewsBackup/forward-to-firehose',
  },
])('what is not nested is missed by name: forks $argv', async ({ argv, line }) => {
  const { code, warned } = await forks(argv);

  expect(code).toBeGreaterThan(0);
  expect(warned).toEqual([line]);
});
