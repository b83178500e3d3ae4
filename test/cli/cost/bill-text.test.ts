import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runForks } from '../../../src/cli/run-forks.ts';
import { repository } from '../../support/templates.ts';
import { createMemoryTerminal, createSteppingClock } from '../memory-terminal.ts';

/** What `forks` prints without a stack, an account or a Region. */
async function print(argv: readonly string[]): Promise<readonly string[]> {
  const { terminal, printed } = createMemoryTerminal([]);
  const code = await runForks(argv, { terminal, clock: createSteppingClock(), env: {} });
  expect(code).toBe(0);
  return printed;
}

test('the cost of the whole shop is what the book of operating shows', async () => {
  const page = readFileSync(join(repository, 'docs/operating.md'), 'utf8');

  const printed = await print(['cost', '--events', '10000000', '--size', '1024']);

  expect(page).toContain(`\`\`\`\n${printed.join('\n')}\n\`\`\``);
});

test('the keys that its help names are those of its JSON', async () => {
  const document = JSON.parse((await print(['cost', '--events', '1', '--json']))[0] ?? '');

  const help = (await print(['cost', '--help'])).join('\n');
  expect(help).toContain(`With --json, keys: ${Object.keys(document).join(', ')}`);
  expect(document).toMatchObject({ load: { events: 1, size: 1024, searched: 1 }, stack: null, measured: [] });
});
