/** The templates and functions that version 1.0 deployed, as test/fixtures/1.0 keeps them. */
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, parse } from 'node:path';
import { repository } from './templates.ts';

export const FIXTURE_OF_1 = join(repository, 'test', 'fixtures', '1.0');

/**
 * Lays out a checkout of 1.0 in an empty folder and answers its template. Its templates build handlers that end in `.ts`:
 * the bundles of the fixture get that name here, since there they are no sources to check.
 */
export function layOutVersion1(folder: string): string {
  const handlers = join(folder, 'src', 'handlers');
  mkdirSync(handlers, { recursive: true });
  for (const name of ['template.yaml', 'apps'])
    cpSync(join(FIXTURE_OF_1, name), join(folder, name), { recursive: true });
  for (const bundle of readdirSync(join(FIXTURE_OF_1, 'src', 'handlers')))
    cpSync(join(FIXTURE_OF_1, 'src', 'handlers', bundle), join(handlers, `${parse(bundle).name}.ts`));
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'template.yaml');
}
