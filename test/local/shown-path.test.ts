import { join, resolve } from 'node:path';
import { shownPath } from '../../src/local/shown-path.ts';

const here = process.cwd();

test.each([
  [join(here, 'template.yaml'), 'template.yaml'],
  [join(here, 'apps/replay/template.yaml'), 'apps/replay/template.yaml'],
  [join(here, '..hidden/template.yaml'), '..hidden/template.yaml'],
  [resolve(here, '../template.yaml'), resolve(here, '../template.yaml')],
  [resolve(here, '..'), resolve(here, '..')],
  [`${here}-beside/template.yaml`, `${here}-beside/template.yaml`],
])('%s is shown as %s', (path, shown) => {
  expect(shownPath(path)).toBe(shown);
});
