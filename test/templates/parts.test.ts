import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemplates } from '../../scripts/parts/make-templates.ts';
import { appNames, readTemplateOf, repository, templatePathOf } from '../support/templates.ts';

const names = ['shop', ...appNames] as const;
const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

/** What a stack of 1.0 holds, of the applications that were in it: resources and parameters with their types, and outputs. */
const namesOf1 = JSON.parse(read('test/templates/names-of-1.0.json')) as Record<
  string,
  { resources: Record<string, string>; parameters: Record<string, string>; outputs: string[] }
>;
const released = names.flatMap((name) => {
  const names = namesOf1[name];
  return names ? [{ name, ...names }] : [];
});

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

it('1.0 had the shop and four applications', () => {
  expect(released.map(({ name }) => name)).toEqual(Object.keys(namesOf1));
});

describe.each(released)('the template of $name, beside that of 1.0', ({ name, resources, parameters, outputs }) => {
  const template = readTemplateOf(name);

  it('keeps every resource under its logical id, so that an update replaces none', () => {
    const types = Object.entries(template.Resources).map(([id, { Type }]) => [id, Type]);

    expect(Object.fromEntries(types)).toMatchObject(resources);
  });

  it('keeps every parameter and every output', () => {
    const types = Object.entries(template.Parameters).map(([id, { Type }]) => [id, Type]);

    expect(Object.fromEntries(types)).toMatchObject(parameters);
    expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(outputs));
  });
});
