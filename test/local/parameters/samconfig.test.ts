import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { readLocalParameters } from '../../../src/local/parameters/samconfig.ts';
import { repository } from '../../support/templates.ts';

const section = (name: string, overrides: string) =>
  `version = 0.1\n[${name}.local_start_api.parameters]\nparameter_overrides = ${overrides}\n`;

describe('the local parameters', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'forks-samconfig-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (text: string | Buffer, file = 'samconfig.toml') => writeFileSync(join(folder, file), text);
  const read = (configEnv?: string, warn?: (line: string) => void) =>
    readLocalParameters({ templateFile: join(folder, 'template.yaml'), configEnv, warn });
  const texts = (configEnv?: string) =>
    Object.fromEntries([...read(configEnv)].map(([name, { text }]) => [name, text]));

  it('are none without a file, without the environment and without the section', () => {
    expect(read().size).toBe(0);
    write('version = 0.1\n[other.local_start_api.parameters]\nparameter_overrides = "A=1"\n');
    expect(read().size).toBe(0);
    write('version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "A=1"\n');
    expect(read().size).toBe(0);
  });

  it('know the file and the line that each stands on', () => {
    write(
      `${section('other', '"B=0"')}[default.local_start_api.parameters]\nparameter_overrides = [\n  "Abc=1",\n  "B=2",\n]\n`,
    );

    const places = [...read()].map(([name, { place }]) => [name, place]);

    expect(places).toEqual([
      ['Abc', { file: join(folder, 'samconfig.toml'), line: 6 }],
      ['B', { file: join(folder, 'samconfig.toml'), line: 7 }],
    ]);
  });

  it('are those of the environment that was asked for', () => {
    write(`${section('default', '"A=1"')}[dev.local_start_api.parameters]\nparameter_overrides = { A = "2" }\n`);

    expect(texts()).toEqual({ A: '1' });
    expect(texts('default')).toEqual({ A: '1' });
    expect(texts('dev')).toEqual({ A: '2' });
  });

  it('come from TOML before YAML', () => {
    write('version: 0.1\ndefault: {local_start_api: {parameters: {parameter_overrides: A=yml}}}\n', 'samconfig.yml');
    expect(texts()).toEqual({ A: 'yml' });
    write('version: 0.1\ndefault: {local_start_api: {parameters: {parameter_overrides: A=yaml}}}\n', 'samconfig.yaml');
    expect(texts()).toEqual({ A: 'yaml' });
    write(section('default', '"A=toml"'));
    expect(texts()).toEqual({ A: 'toml' });
  });

  it('tell which text was read in part', () => {
    write(section('default', `'A={"b":1}'`));
    const warnings: string[] = [];

    read(undefined, (line) => warnings.push(line));

    expect(warnings).toEqual([
      expect.stringContaining(
        '[default.local_start_api.parameters] parameter_overrides: what stands behind the value of A is left unread',
      ),
    ]);
  });

  it('stand on the line of the overrides where a file that those name gives them', () => {
    write('A: 1\n', 'own.yaml');
    write(`# A\n${section('default', `"file://${join(folder, 'own.yaml')}"`)}`);

    expect([...read().values()].map(({ place }) => place.line)).toEqual([4]);
  });

  it.each([
    [
      'a section with hyphens',
      'version = 0.1\n[default.local-start-api.parameters]\nparameter_overrides = "A=1"\n',
      '[default]: nothing reads local-start-api, here or in the SAM CLI; write local_start_api.',
    ],
    [
      'overrides with a hyphen',
      'version = 0.1\n[default.local_start_api.parameters]\nparameter-overrides = "A=1"\n',
      '[default.local_start_api.parameters]: nothing reads parameter-overrides, here or in the SAM CLI; write parameter_overrides.',
    ],
    [
      'overrides beside the parameters',
      'version = 0.1\n[default.local_start_api]\nparameter_overrides = "A=1"\n',
      '[default.local_start_api]: nothing reads parameter_overrides here; it stands in [default.local_start_api.parameters].',
    ],
  ])('tell that %s are read by nobody', (_case, text, warning) => {
    write(text);
    const warnings: string[] = [];

    expect(read(undefined, (line) => warnings.push(line)).size).toBe(0);
    expect(warnings).toEqual([`${join(folder, 'samconfig.toml')} ${warning}`]);
  });

  it('tell that a file in JSON is read by nobody, unless another stands beside it', () => {
    write('{"version":0.1}', 'samconfig.json');
    const warnings: string[] = [];
    const warn = (line: string) => warnings.push(line);

    expect(read(undefined, warn).size).toBe(0);
    expect(warnings).toEqual([
      `${join(folder, 'samconfig.json')} is not read, nor does the SAM CLI read it; write it as samconfig.toml.`,
    ]);

    write(section('default', '"A=1"'));
    expect(read(undefined, warn).size).toBe(1);
    expect(warnings).toHaveLength(1);
  });

  it('refuse a file that cannot be read, and one that it names', () => {
    mkdirSync(join(folder, 'samconfig.toml'));
    const refused = (message: RegExp) =>
      expect(() => read()).toThrow(
        expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(message) }),
      );

    refused(/samconfig\.toml cannot be read: EISDIR.*Make it a file that you may read\.$/);

    rmSync(join(folder, 'samconfig.toml'), { recursive: true });
    write(Buffer.from('A: 1\nB: caf\xe9\n', 'latin1'), 'own.yaml');
    write(section('default', `"file://${join(folder, 'own.yaml')}"`));
    refused(/own\.yaml:2: this is not UTF-8\. Save the file as UTF-8\.$/);
  });

  it.each([
    [
      'TOML that is none',
      'samconfig.toml',
      'version = 0.1\n[default\n',
      /samconfig\.toml:2:\d+: this is not TOML: .+\. Correct the line, or take it out\.$/,
    ],
    [
      'a key that stands twice',
      'samconfig.toml',
      'version = 0.1\na = 1\na = 2\n',
      /samconfig\.toml:3:\d+: this is not TOML/,
    ],
    [
      'YAML that is none',
      'samconfig.yaml',
      'version: 0.1\na: [\n',
      /samconfig\.yaml:\d+:\d+: this is not plain YAML: /,
    ],
    [
      'YAML with tags',
      'samconfig.yml',
      'version: 0.1\na: !Ref b\n',
      /samconfig\.yml:2:4: this is not plain YAML: Unresolved tag/,
    ],
    ['YAML that names what is not there', 'samconfig.yaml', 'version: 0.1\na: *b\n', /samconfig\.yaml.*: .*b/],
    [
      'a file without a version',
      'samconfig.toml',
      '[default.global.parameters]\n',
      /samconfig\.toml has no version = 0\.1 at its top/,
    ],
    ['a version in quotes', 'samconfig.toml', 'version = "0.1"\n', /has no version = 0\.1/],
    [
      'an environment that is a text',
      'samconfig.toml',
      'version = 0.1\ndefault = "x"\n',
      /samconfig\.toml \[default\] must be a table/,
    ],
    [
      'a section that is a number',
      'samconfig.toml',
      'version = 0.1\n[default]\nlocal_start_api = 1\n',
      /\[default\.local_start_api\] must be a table/,
    ],
    [
      'a date',
      'samconfig.toml',
      section('default', '{ Since = 2026-01-01 }'),
      /Since is a date.*write its text in quotes/,
    ],
    [
      'a number that YAML 1.1 alone knows',
      'samconfig.yaml',
      'version: 0.1\ndefault: {local_start_api: {parameters: {parameter_overrides: {A: 1_000}}}}\n',
      /A is .*number that is not read everywhere alike; write its text in quotes/,
    ],
  ])('refuse %s, with what to do', (_case, file, text, message) => {
    write(text, file);

    expect(() => read()).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(message) }),
    );
  });

  it('refuse an environment that is not there, and name those that are', () => {
    write(`${section('default', '"A=1"')}[dev.deploy.parameters]\nresolve_s3 = true\n`);

    expect(() => read('prod')).toThrow(
      /--config-env prod: .*samconfig\.toml has no environment of that name; it has default, dev\.$/,
    );
    expect(texts('dev')).toEqual({});
  });

  it('refuse an environment where there is no file', () => {
    expect(() => read('dev')).toThrow(
      `--config-env dev: there is no samconfig.toml in ${folder}, beside the template.`,
    );
  });
});

describe("the shop's samconfig.toml", () => {
  const document = parse(readFileSync(join(repository, 'samconfig.toml'), 'utf8'));

  it('opens the API to a plain curl here', () => {
    const read = readLocalParameters({ templateFile: join(repository, 'template.yaml') });

    expect([...read].map(([name, { text }]) => [name, text])).toEqual([['ApiAuthorization', 'NONE']]);
  });

  it('gives parameters to no command of the SAM CLI but `sam local start-api`', () => {
    const giving = Object.entries(document).flatMap(([environment, commands]) =>
      Object.entries(commands as Record<string, { parameters?: Record<string, unknown> }>).flatMap(
        ([command, { parameters = {} }]) => ('parameter_overrides' in parameters ? [`${environment}.${command}`] : []),
      ),
    );

    expect(giving).toEqual(['default.local_start_api']);
  });
});
