import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSources, type Source } from '../support/sources.ts';
import { repository } from '../support/templates.ts';

const sources = readSources('src');
const byPath = new Map(sources.map((source) => [source.path, source]));

/** Which rooms each room may import from; a file directly under src/ is a room of its own. */
const arrows: Record<string, string[]> = {
  domain: ['domain'],
  machine: ['machine', 'domain'],
  aws: ['aws', 'domain'],
  handlers: ['handlers', 'aws', 'domain'],
  local: ['local', 'aws', 'machine', 'domain'],
  operator: ['operator', 'aws', 'machine', 'domain'],
  console: ['console', 'operator', 'aws', 'domain'],
  cli: ['cli', 'operator', 'aws', 'machine', 'domain'],
};

const readJson = <T>(path: string): T => JSON.parse(readFileSync(join(repository, path), 'utf8')) as T;
/** What a package imports without declaring it, so that we must install it. */
const undeclared: Record<string, string[]> = { '@aws-lambda-powertools/idempotency': ['@aws-sdk/util-dynamodb'] };

const roomOf = (path: string): string => path.split('/')[1] ?? '';
const isOurs = (target: string): boolean => target.startsWith('src/');
const packageOf = (target: string): string => target.split('/', target.startsWith('@') ? 2 : 1).join('/');
const isPackage = (target: string): boolean => !isOurs(target) && !target.startsWith('node:');

/** The files that run when this one is imported. */
function reachedFrom(path: string, reached = new Set<string>()): Set<string> {
  if (reached.has(path)) return reached;
  reached.add(path);
  for (const { target, typeOnly } of byPath.get(path)?.imports ?? []) {
    if (isOurs(target) && !typeOnly) reachedFrom(target, reached);
  }
  return reached;
}

describe('the import arrows', () => {
  it.each(Object.entries(arrows))('of %s point only where they may', (room, allowed) => {
    const crossing = sources
      .filter(({ path }) => roomOf(path) === room)
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target }) => isOurs(target) && !allowed.includes(roomOf(target)))
          .map(({ target }) => `${path} → ${target}`),
      );

    expect(crossing).toEqual([]);
  });

  it('leave src, or reach a file that is not there, nowhere', () => {
    const lost = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) =>
          isOurs(target) ? !byPath.has(target) : target.startsWith('..') || target.startsWith('/'),
        )
        .map(({ target }) => `${path} → ${target}`),
    );

    expect(lost).toEqual([]);
  });

  it('reach the local stack and the console together from src/start.ts alone', () => {
    const both = sources
      .filter(({ path, imports }) => {
        const rooms = new Set([roomOf(path), ...imports.map(({ target }) => (isOurs(target) ? roomOf(target) : ''))]);
        return rooms.has('local') && rooms.has('console');
      })
      .map(({ path }) => path);

    expect(both.filter((path) => path !== 'src/start.ts')).toEqual([]);
  });

  it('let nobody into the local stack but what starts it and what shows it', () => {
    const visitors = sources
      .filter(
        ({ path, imports }) => roomOf(path) !== 'local' && imports.some(({ target }) => roomOf(target) === 'local'),
      )
      .map(({ path }) => path);

    expect(visitors.filter((path) => path !== 'src/start.ts' && roomOf(path) !== 'demo')).toEqual([]);
  });

  it('let domain use no package but a schema library and parsers', () => {
    const packages = sources
      .filter(({ path }) => roomOf(path) === 'domain')
      .flatMap(({ imports }) => imports.map(({ target }) => target).filter(isPackage));

    expect([...new Set(packages)].filter((name) => !['valibot', 'jsonc-parser'].includes(name))).toEqual([]);
  });

  it('let handlers reach only themselves, aws and domain, so that the product deploys when all else is deleted', () => {
    const reached = sources
      .filter(({ path }) => roomOf(path) === 'handlers')
      .flatMap(({ path }) => [...reachedFrom(path)]);

    expect([...new Set(reached.map(roomOf))].sort()).toEqual(['aws', 'domain', 'handlers']);
  });

  it('let handlers reach only what sam build installs, and install nothing that they do not reach', () => {
    const { dependencies } = readJson<{ dependencies: object }>('package.json');
    const files = sources
      .filter(({ path }) => roomOf(path) === 'handlers')
      .flatMap(({ path }) => [...reachedFrom(path)]);
    const reached = files
      .flatMap((path) => byPath.get(path)?.imports ?? [])
      .filter(({ target, typeOnly }) => isPackage(target) && !typeOnly)
      .map(({ target }) => packageOf(target));
    const needed = [...reached, ...reached.flatMap((name) => undeclared[name] ?? []), 'esbuild'];
    const installed = Object.keys(dependencies);

    expect(reached.filter((name) => !installed.includes(name))).toEqual([]);
    expect(installed.filter((name) => !needed.includes(name))).toEqual([]);
  });
});

describe('the sources', () => {
  const written = [...sources, ...readSources('scripts')];
  const offending = (count: (source: Source) => string[]): string[] =>
    written.flatMap((source) => count(source).map((offence) => `${source.path}: ${offence}`));

  it('stay at most 300 lines a file, and tests 500', () => {
    const tests = readSources('test');
    const long = [
      ...written.filter(({ lines }) => lines > 300),
      ...tests.filter(({ lines }) => lines > 500),
      ...sources.filter(({ path, lines }) => roomOf(path) === 'handlers' && lines > 40),
    ];

    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  it('check types instead of claiming them', () => {
    expect(offending(({ unchecked }) => unchecked)).toEqual([]);
    expect(offending(({ text }) => text.match(/@ts-(ignore|expect-error|nocheck)|biome-ignore/g) ?? [])).toEqual([]);
  });

  it('say above every exported function what it promises', () => {
    expect(offending(({ undocumented }) => undocumented)).toEqual([]);
  });

  it('spell a limit as AWS does: MAX_ for a constant of a file, max for a field', () => {
    const others =
      /\b(?:MOST|LEAST|FEWEST|LARGEST|LONGEST|SHORTEST|DEEPEST)(?:_[A-Z]\w*)?\b|\b(?:most|least|fewest|largest|longest)[A-Z]\w*/g;
    const lowerCase = /^(?:export )?const (?:max|min)[A-Z]\w*(?=(?:: number)? = \d)/gm;

    const tests = readSources('test').flatMap(({ text }) => text.match(/^const (?:MOST|LEAST|LONGEST)\w*/gm) ?? []);

    expect(offending(({ text }) => text.match(others) ?? [])).toEqual([]);
    expect(tests).toEqual([]);
    expect(offending(({ text }) => text.match(lowerCase) ?? [])).toEqual([]);
  });

  it('have names that say what is inside', () => {
    const names = [...written, ...readSources('test')].map(({ path }) => path);

    expect(names.filter((path) => !/^[a-z0-9./-]+$/.test(path))).toEqual([]);
    expect(names.filter((path) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.)/.test(path))).toEqual([]);
    expect(
      names.filter((path) => path.endsWith('/index.ts') && !/^src\/[a-z]+\/([a-z-]+\/)?index\.ts$/.test(path)),
    ).toEqual([]);
  });
});
