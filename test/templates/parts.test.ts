import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemplates } from '../../scripts/parts/make-templates.ts';
import { appNames, repository, templatePathOf } from '../support/templates.ts';

const names = ['shop', ...appNames] as const;
const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

describe('the parts', () => {
  const templates = makeTemplates(repository);
  const files = readdirSync(join(repository, 'apps/parts')).filter((name) => name.endsWith('.yaml'));
  const sources = readdirSync(join(repository, 'apps/parts/templates'));
  const texts = [...files, ...sources.map((name) => `templates/${name}`)].map((name) => read(`apps/parts/${name}`));

  it('make every template, and no other', () => {
    expect([...templates.keys()].sort()).toEqual(names.map(templatePathOf).sort());
  });

  it.each(names.map(templatePathOf))('write %s as it is, byte for byte', (path) => {
    expect(read(path)).toBe(templates.get(path));
  });

  it.each(files.map((name) => name.replace('.yaml', '')))('are each used: %s', (name) => {
    expect(texts.filter((text) => new RegExp(`^[^#]*\\$${name}[ :]`, 'm').test(text))).not.toEqual([]);
  });
});
