/** Writes the templates from their parts; with --check only says which of them are not as their parts write them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PartError } from './parts/part-error.ts';
import { findStaleTemplates, type StaleTemplate } from './parts/stale-templates.ts';

const root = join(import.meta.dirname, '..');
const [mode, ...more] = process.argv.slice(2);

if (more.length > 0 || (mode !== undefined && mode !== '--check')) {
  console.error('usage: npm run templates [-- --check]');
  process.exitCode = 2;
} else {
  try {
    const stale = findStaleTemplates(root);
    if (mode === '--check') report(stale);
    else write(stale);
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function report(stale: StaleTemplate[]): void {
  for (const { difference } of stale) console.error(`${difference}: run npm run templates`);
  if (stale.length > 0) process.exitCode = 1;
}

function write(stale: StaleTemplate[]): void {
  for (const { path, text } of stale) {
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}
