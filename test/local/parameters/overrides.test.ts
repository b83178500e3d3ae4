import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOverrideArguments, readOverrides } from '../../../src/local/parameters/overrides.ts';
import { answerOf } from '../../support/parameters/parameter-cases.ts';
import { recordedCases } from '../../support/parameters/recorded-cases.ts';

const place = { name: '--parameter-overrides', folder: '/nowhere' };
const { samCli, cases } = recordedCases();

describe(`parameters, as the SAM CLI ${samCli} read them`, () => {
  it.each(
    cases.map(
      (recorded) => [JSON.stringify('arguments' in recorded ? recorded.arguments : recorded.text), recorded] as const,
    ),
  )('%s', (_written, { answer, ...asked }) => {
    expect(answerOf(asked)).toEqual(answer);
  });
});

describe('overrides', () => {
  it('take a quote that is never closed without going through every way to split what follows', () => {
    expect(readOverrideArguments([`A="${'x'.repeat(100_000)} B=1`], place).parameters).toEqual(new Map([['B', '1']]));
  });

  it('tell what the SAM CLI leaves unread, by the name before it and without the text', () => {
    const { parameters, unread } = readOverrideArguments(['P={"secret":1} Q=2', 'R=3'], place);

    expect(Object.fromEntries(parameters)).toEqual({ P: '{', Q: '2', R: '3' });
    expect(unread).toEqual([expect.stringMatching(/^--parameter-overrides: .* the value of P is left unread/)]);
    expect(unread.join()).not.toContain('secret');
  });

  it('say nothing of what is read whole', () => {
    expect(readOverrideArguments([' A=1  B="two words"\n', 'ParameterKey=C,ParameterValue=3'], place).unread).toEqual(
      [],
    );
  });

  it.each([
    ['a value without a name', ['=hunter2'], "'=…' gives no parameter"],
    ['a name that no template can have', ['Pass_word=hunter2'], "'Pass_word=…' gives no parameter"],
    ['a word', ['BugEnabled'], "'BugEnabled' gives no parameter; write Name=Value"],
    ['a file that is not there', ['file://gone.yaml'], 'file://gone.yaml is no file; it would be /nowhere/gone.yaml'],
  ])('refuse %s, and never show a value', (_case, values, message) => {
    const read = () => readOverrideArguments(values, place);

    expect(read).toThrow(message);
    expect(read).not.toThrow('hunter2');
  });

  it.each([
    ['a number', 1n, 'a number is no parameter'],
    ['a word of two', true, 'true or false is no parameter'],
    ['a table in a table', new Map([['A', new Map()]]), 'A is a table; write its text in quotes'],
    ['a list in a list of a table', new Map([['A', [['x']]]]), 'A is a list; write its text in quotes'],
    [
      'an include of a table',
      new Map([['$include', new Map()]]),
      '$include is a file:// path or a list of them, not a table',
    ],
  ])('refuse %s where the SAM CLI fails or would write Python', (_case, written, message) => {
    expect(() => readOverrides(written, place)).toThrow(message);
  });
});

describe('overrides in files of their own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forks-overrides-'));
  const read = (...values: string[]) =>
    Object.fromEntries(readOverrideArguments(values, { ...place, folder }).parameters);
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  beforeAll(() => mkdirSync(join(folder, 'inner')));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are read in TOML and YAML, and give way to what is named after them', () => {
    write('first.toml', 'A = "one"\nB = 2\nC = 3.0\n');
    write('second.yaml', '- B: two\n- D=4 E="five six"\n');

    expect(read('file://first.toml', 'file://second.yaml', 'D=last')).toEqual({
      A: 'one',
      B: 'two',
      C: '3.0',
      D: 'last',
      E: 'five six',
    });
  });

  it('include others, relative to the file that includes', () => {
    write('outer.yaml', '$include: [file://inner/a.yaml, file://inner/a.yaml]\nB: outer\n');
    write('inner/a.yaml', 'A: inner\nB: inner\n$include: file://b.toml\n');
    write('inner/b.toml', 'C = "deepest"\n');

    expect(read(`file://${join(folder, 'outer.yaml')}`)).toEqual({ A: 'inner', B: 'outer', C: 'deepest' });
  });

  it.each([
    ['themselves', 'file://loop.yaml', 'includes itself'],
    ['what is neither TOML nor YAML', 'file://a.json', 'ends in none of .toml, .yaml, .yml'],
    ['what only a link calls YAML', 'file://link.yaml', 'ends in none of'],
    ['a folder', 'file://inner', 'is no file'],
  ])('refuse %s', (_case, reference, message) => {
    write('loop.yaml', '$include: file://loop.yaml\n');
    write('a.json', '{}');
    rmSync(join(folder, 'link.yaml'), { force: true });
    symlinkSync(join(folder, 'a.json'), join(folder, 'link.yaml'));

    expect(() => read(reference)).toThrow(message);
  });
});
