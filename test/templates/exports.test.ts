import { dirname, join, normalize } from 'node:path';
import { readSources } from '../support/sources.ts';

/** What others than our own files call: SAM its handlers, and a user's own tests the local stack (README, "Tests of your own"). */
const doors = /^src\/(?:handlers\/[a-z-]+|local\/index|start|demo\/main|cli\/forks)\.ts$/;

/** What `src` has for the tests, and why it stands there. */
const forTests = new Set([
  'src/local/clock.ts createManualClock', // shares its timers with the clock that runs
  'src/local/resources/limits-table.ts limitsTable', // writes docs/local-stack-limits.md, from inside the room
]);

/** What no import names, and who reads it. */
const unimported = new Set([
  'src/local/lambda/isolates/isolate-runtime.ts', // bundled by its name
  'src/local/resources/limits-table.ts', // see above
]);

const sources = readSources('src');
const tests = readSources('test');

/** What a file declares for others, and what it hands on from another file. */
const exportsOf = (text: string): string[] => [
  ...[...text.matchAll(/^export (?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm)].map(
    ([, name = '']) => name,
  ),
  ...[...text.matchAll(/^export (default) /gm)].map(([, name = '']) => name),
  ...[...text.matchAll(/^export (?:(?:type|const|let) )?[{[]([^}\]]*)[}\]]/gm)].flatMap(([, names = '']) =>
    namesOf(names, -1),
  ),
];

/** The names that a file takes from others, as `path name`; `path *` where it takes all. */
const takenBy = (path: string, text: string): string[] => {
  const named = /(?:^(?:import|export) (?:type )?\{([^}]*)\} from|\{([^{}]*)\} = await import\()\s*'(\.[^']*)'/gm;
  const member = /\(await import\('(\.[^']*)'\)\)\.(\w+)/g;
  const whole = /^import (?:type )?\* as \w+ from '(\.[^']*)'/gm;
  const at = (target = '') => normalize(join(dirname(path), target));
  return [
    ...[...text.matchAll(named)].flatMap(([, first, second, target]) =>
      namesOf(first ?? second ?? '').map((name) => `${at(target)} ${name}`),
    ),
    ...[...text.matchAll(member)].map(([, target, name]) => `${at(target)} ${name}`),
    ...[...text.matchAll(whole)].map(([, target]) => `${at(target)} *`),
  ];
};

/** Of `a as b` and `a: b` the name at the place: that of the other file first, 0, and the own one last, -1. */
function namesOf(list: string, place: 0 | -1 = 0): string[] {
  return list
    .split(',')
    .map(
      (name) =>
        name
          .trim()
          .replace(/^type /, '')
          .split(/ as |: /)
          .at(place) ?? '',
    )
    .filter((name) => name !== '');
}

const takenInSrc = new Set(sources.flatMap(({ path, text }) => takenBy(path, text)));
const takenInTests = new Set(tests.flatMap(({ path, text }) => takenBy(path, text)));

/** A type that its own file uses is part of what an exported function takes or gives; a value has no such reason. */
const isOwnType = (text: string, name: string): boolean =>
  new RegExp(`^export (?:interface|type) ${name}\\b`, 'm').test(text) && isUsedIn(text, name);
const isUsedIn = (text: string, name: string): boolean =>
  (text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0) > 1;

test('every export is used by another file of src, or by its own file and the tests', () => {
  const unused = sources
    .filter(({ path }) => !doors.test(path))
    .flatMap(({ path, text }) =>
      exportsOf(text)
        .filter((name) => {
          if (takenInSrc.has(`${path} ${name}`) || takenInSrc.has(`${path} *`)) return false;
          if (forTests.has(`${path} ${name}`)) return false;
          return !isOwnType(text, name) && !(isUsedIn(text, name) && takenInTests.has(`${path} ${name}`));
        })
        .map((name) => `${path}: ${name}`),
    );

  expect(unused).toEqual([]);
});

test('every file of src is run by itself, or by another', () => {
  const imported = new Set(sources.flatMap(({ imports }) => imports.map(({ target }) => target)));

  const alone = sources
    .map(({ path }) => path)
    .filter((path) => !imported.has(path) && !doors.test(path) && !unimported.has(path) && !path.endsWith('.d.ts'));

  expect(alone).toEqual([]);
});

test('the rule sees every way to export and to take', () => {
  expect(
    exportsOf(
      "export const a = 1;\nexport async function* b() {}\nexport default class {}\nexport { x as c, type D } from './d.ts';\nexport { e };\nexport const { y: f, g } = h;\n",
    ),
  ).toEqual(['a', 'b', 'default', 'c', 'D', 'e', 'f', 'g']);
  expect(
    takenBy(
      'src/x/y.ts',
      "import { a, type B } from '../z.ts';\nconst { c } = await import('./w.ts');\n(await import('./t.ts')).d();\nimport * as v from './u.ts';\n",
    ),
  ).toEqual(['src/z.ts a', 'src/z.ts B', 'src/x/w.ts c', 'src/x/t.ts d', 'src/x/u.ts *']);
});
