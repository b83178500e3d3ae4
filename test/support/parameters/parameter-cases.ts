/** Template parameters as they may be written, and how the stack and the SAM CLI read them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readLocalParameters } from '../../../src/local/parameters/samconfig.ts';
import { parseStartFlags } from '../../../src/local/start-flags.ts';

/** A command line, or a configuration file. */
export type ParameterCase =
  | { readonly arguments: readonly string[] }
  | { readonly file: string; readonly text: string; readonly env?: string };

export type ParameterAnswer = { readonly parameters: Record<string, string> } | { readonly refused: true };

/** What the local stack takes of a case. */
export function answerOf(written: ParameterCase): ParameterAnswer {
  try {
    return { parameters: 'arguments' in written ? fromArguments(written.arguments) : fromFile(written) };
  } catch (error) {
    if (error instanceof Error && error.name === 'UsageError') return { refused: true };
    throw error;
  }
}

function fromArguments(args: readonly string[]): Record<string, string> {
  const parsed = parseStartFlags(args, tmpdir());
  return 'flags' in parsed ? parsed.flags.parameters : {};
}

function fromFile({ file, text, env }: { file: string; text: string; env?: string }): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'forks-samconfig-'));
  try {
    writeFileSync(join(folder, file), text);
    const read = readLocalParameters({ templateFile: join(folder, 'template.yaml'), configEnv: env });
    return Object.fromEntries([...read].map(([name, parameter]) => [name, parameter.text]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const odd = (
  maxLength: number,
  alphabet = ['A', 'b', '1', '=', '"', "'", '\\', ' ', ',', '\n', '\t', '\r', '\u2028', 'é', '-', '_'],
) => fc.array(fc.constantFrom(...alphabet), { maxLength }).map((letters) => letters.join(''));

const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('A', 'Bb', 'C1', 'DddDdd', 'Key2') },
  { weight: 1, arbitrary: fc.constantFrom('"A"', "'Bb'", 'C_1', 'D-d', '', "it's") },
);

const value = fc.oneof(
  fc.constantFrom(
    'x',
    'two\\ words',
    '1,2',
    'a=b',
    'ü',
    '{"a":["b=c"]}',
    'https://x/y?z',
    '\\"q\\"',
    "'",
    '"',
    'x"y',
    'ab\\',
  ),
  odd(10).map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`),
  odd(10).map((text) => `'${text.replace(/['\\]/g, '\\$&')}'`),
  odd(6),
);

const assignment = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(name, value).map(([key, text]) => `${key}=${text}`) },
  { weight: 2, arbitrary: fc.tuple(name, value).map(([key, text]) => `ParameterKey=${key},ParameterValue=${text}`) },
  { weight: 1, arbitrary: odd(12) },
);

/** The SAM CLI's own patterns take time exponential in what follows a quote that is never closed. */
function isQuickToJudge(text: string): boolean {
  return [...text.matchAll(/=(?=["'])/g)].every(({ index }) => {
    const rest = text.slice(index + 1);
    return rest.length < 16 || /^(?:"(?:\\[^\n]|[^"\\])*"|'(?:\\[^\n]|[^'\\])*')/.test(rest);
  });
}

const argument = fc
  .array(fc.tuple(assignment, fc.constantFrom(' ', ' ', ' ', '  ', ',', '\n', '')), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.map(([text, after], index) => (index < parts.length - 1 ? text + after : text)).join(''))
  .filter(isQuickToJudge);

const flag = '--parameter-overrides';

/** Command lines with the flag once or twice, in both of its forms, among arguments of every kind. */
export const commandLine: fc.Arbitrary<ParameterCase> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.array(argument, { minLength: 1, maxLength: 3 }).map((list) => [flag, ...list]) },
      {
        weight: 1,
        arbitrary: fc
          .array(argument, { minLength: 1, maxLength: 2 })
          .map(([first, ...rest]) => [`${flag}=${first}`, ...rest]),
      },
      { weight: 1, arbitrary: fc.constantFrom(['--port', '1'], ['--port=2']) },
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => ({ arguments: parts.flat() }));

/** A value as both TOML and YAML write it, but for what stands between a key and its value. */
type Print = (assign: string) => string;

const scalar: fc.Arbitrary<Print> = fc
  .oneof(
    fc
      .oneof(
        fc.constantFrom('x', 'two words', '"quoted"', "'q'", 'a\\ b', '', ' padded ', 'A=1 B=2', 'no', '1.0', 'true'),
        odd(6, ['a', '"', "'", '\\', ' ', '=', 'é']),
      )
      .map((text) => JSON.stringify(text)),
    fc.boolean().map(String),
    fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }).map(String),
    fc
      .oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(0, -0, 1e16, 1e15, 1e-4, 1e-5, 5e-324),
      )
      .map((number) => (Object.is(number, -0) ? '-0.0' : String(number).replace(/^-?\d+$/, '$&.0'))),
  )
  .map((text) => () => text);

const list = (items: fc.Arbitrary<Print>): fc.Arbitrary<Print> =>
  fc.array(items, { maxLength: 3 }).map((printed) => (assign) => `[${printed.map((each) => each(assign)).join(', ')}]`);

const table: fc.Arbitrary<Print> = fc
  .uniqueArray(fc.tuple(fc.constantFrom('A', 'Bb', 'C1', "'Q'", 'x-y'), fc.oneof(scalar, list(scalar))), {
    selector: ([key]) => key,
    maxLength: 4,
  })
  .map((entries) => (assign) => {
    const printed = entries.map(([key, each]) => `${JSON.stringify(key)}${assign}${each(assign)}`);
    return `{${printed.join(', ')}}`;
  });

const text: fc.Arbitrary<Print> = argument.map((written) => () => JSON.stringify(written.replaceAll('\u2028', '')));

/** Configuration files with overrides of every kind, in the command's own section, in that of all commands, or in both. */
export const configFile: fc.Arbitrary<ParameterCase> = fc
  .record({
    extension: fc.constantFrom('toml', 'toml', 'yaml', 'yml'),
    sections: fc.subarray(['local_start_api', 'global', 'deploy'], { minLength: 1 }),
    overrides: fc.array(fc.oneof(text, table, scalar, list(fc.oneof(text, table, list(text)))), {
      minLength: 3,
      maxLength: 3,
    }),
  })
  .map(({ extension, sections, overrides }) => {
    const toml = extension === 'toml';
    const written = sections.map((section, index) => {
      const value = overrides[index]?.(toml ? ' = ' : ': ') ?? '""';
      return toml
        ? `[default.${section}.parameters]\nparameter_overrides = ${value}\n`
        : `  ${section}:\n    parameters:\n      parameter_overrides: ${value}\n`;
    });
    return {
      file: `samconfig.${extension}`,
      text: `${toml ? 'version = 0.1' : 'version: 0.1\ndefault:'}\n${written.join('')}`,
    };
  });
