import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts);
const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md'),
);

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('links only to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = '']) => link);

    expect(links.filter((link) => !existsSync(resolve(ROOT, dirname(page), link)))).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const blocks = [...text.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
    const spans = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
    const code = [...blocks, ...spans].join('\n');
    const named = [...code.matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);

    expect(named.filter((name) => !scripts.includes(name) && name !== 'ci' && name !== 'i')).toEqual([]);
  });

  it('names only sample events that are there', () => {
    const events = [...text.matchAll(/events\/[a-z-]+\/[\w-]+\.json/g)].map(([path]) => path);

    expect(events.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('the README', () => {
  const text = read('README.md');

  it('begins with the two commands of a new user', () => {
    expect(text.split('```')[1]?.trim().split('\n')).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  });

  it('shows its example of a test as the file has it', () => {
    expect(text).toContain(read('test/journeys/an-example-for-tests-of-ones-own.test.ts'));
  });
});
