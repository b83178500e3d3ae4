/** Writes the templates from their parts; with --check only says which of them are not as their parts write them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemplates } from './parts/make-templates.ts';
import { PartError } from './parts/part-error.ts';

const root = join(import.meta.dirname, '..');
const [mode, ...more] = process.argv.slice(2);

if (more.length > 0 || (mode !== undefined && mode !== '--check')) {
  console.error('usage: npm run templates [-- --check]');
  process.exitCode = 2;
} else {
  try {
    const stale = [...makeTemplates(root)].filter(([path, text]) => textAt(path) !== text);
    if (mode === '--check') report(stale.map(([path]) => path));
    else write(stale);
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function textAt(path: string): string | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
}

function report(stale: string[]): void {
  for (const path of stale) console.error(`${path} is not as its parts write it: run npm run templates`);
  if (stale.length > 0) process.exitCode = 1;
}

function write(stale: [path: string, text: string][]): void {
  for (const [path, text] of stale) {
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}
