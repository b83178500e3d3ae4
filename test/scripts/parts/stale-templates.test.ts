import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findStaleTemplates } from '../../../scripts/parts/stale-templates.ts';

const head = '# Written by `npm run templates` from apps/parts/templates/shop.yaml: change it there.\n\n';
const source = 'Resources:\n  # Why.\n  $queue Orders:\n';
const shop = `${head}Resources:\n  # Why.\n  OrdersQueue: 1\n`;

describe('the templates that are not as their parts write them', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'forks-parts-'));
    write('apps/parts/README.md', '# Parts\n');
    write('apps/parts/queue.yaml', 'needs: {name: any}\n---\n<name>Queue: 1\n');
    write('apps/parts/templates/shop.yaml', source);
    write('template.yaml', shop);
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string | Buffer) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const differences = () => findStaleTemplates(root).map(({ difference }) => difference);

  it('are none when all are, whatever ends the lines of the parts', () => {
    expect(differences()).toEqual([]);

    write('apps/parts/templates/shop.yaml', `\uFEFF${source.replaceAll('\n', '\r\n')}`);

    expect(differences()).toEqual([]);
  });

  it.each([
    ['a line that differs', shop.replace('1', '2'), 'template.yaml:5: "  OrdersQueue: 2" stands where'],
    ['a line too many', `${shop}Outputs: {}\n`, 'template.yaml:6: "Outputs: {}" stands where the parts write ""'],
    ['a line too few', `${head}Resources:`, 'template.yaml:4: nothing more stands where the parts write "  # Why."'],
  ])('are told with %s', (_, text, difference) => {
    write('template.yaml', text);

    expect(differences()).toEqual([expect.stringContaining(difference)]);
  });

  it('are told where there is none yet, with what to write there', () => {
    rmSync(join(root, 'template.yaml'));

    expect(findStaleTemplates(root)).toEqual([
      { path: 'template.yaml', text: shop, difference: 'template.yaml: is not there' },
    ]);
  });

  it.each([
    [
      'an application without a folder',
      'apps/parts/templates/own.yaml',
      'Resources: {}\n',
      'apps/own/template.yaml: there is no folder apps/own; make it, with the README.md of the application',
    ],
    [
      'a source without resources',
      'apps/parts/templates/own.yaml',
      'Description: x\n',
      'apps/parts/templates/own.yaml:1: a template has Resources, and this source has none; add them',
    ],
    [
      'an empty source',
      'apps/parts/templates/own.yaml',
      '',
      'apps/parts/templates/own.yaml:1: the source of a template is one YAML document, a map',
    ],
    [
      'a part that is not UTF-8',
      'apps/parts/own.yaml',
      Buffer.from('{}\n---\nA: caf\xe9\n', 'latin1'),
      'apps/parts/own.yaml:1: this is not UTF-8; save it as UTF-8',
    ],
    [
      'a part that no use could name',
      'apps/parts/Own.yml',
      '{}\n---\nA: 1\n',
      'apps/parts/Own.yml: the name must be lower-case letters, digits and hyphens before ".yaml"',
    ],
  ])('are not looked for beside %s', (_, path, text, problem) => {
    write('template.yaml', 'stale');
    write(path, text);

    expect(() => findStaleTemplates(root)).toThrow(expect.objectContaining({ name: 'PartError', message: problem }));
  });
});
