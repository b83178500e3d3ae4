import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  appNames,
  type Properties,
  readTemplateOf,
  repository,
  resourcesOf,
  templatePathOf,
} from '../support/templates.ts';

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
const namesIn = (path: string): string[] => readdirSync(join(repository, path));

const functions = (['shop', ...appNames] as const).flatMap((name) => {
  const template = readTemplateOf(name);
  const globals = Object.keys((template.Globals.Function['Environment'] as { Variables: object }).Variables);
  return resourcesOf(template, 'AWS::Serverless::Function').map(([id, { Properties, Metadata }]) => ({
    id,
    template: templatePathOf(name),
    handler: String(Properties['Handler']).replace(/\.handler$/, ''),
    properties: Properties,
    build: Metadata?.['BuildProperties'] as Properties,
    environment: Object.keys((Properties['Environment'] as { Variables?: object } | undefined)?.Variables ?? {}),
    globals,
  }));
});
const handlers = [...new Set(functions.map(({ handler }) => handler))];

describe.each(functions)('$id of $template', ({ id, handler, properties, build, environment, globals }) => {
  it('has the name of its handler', () => {
    const words = handler.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());

    expect(id).toBe(`${words}Function`);
    expect(properties['Handler']).toBe(`${handler}.handler`);
    expect(read(`src/handlers/${handler}.ts`)).toMatch(/^export const handler = /m);
  });

  it('is bundled from its own entry point alone, for Node 24', () => {
    expect(build).toEqual({
      EntryPoints: [`src/handlers/${handler}.ts`],
      Format: 'esm',
      OutExtension: ['.js=.mjs'],
      MainFields: 'module,main',
      Target: 'node24',
      Minify: true,
      External: ['ini', 'process', 'sso', 'web-identity'].map((name) => `@aws-sdk/credential-provider-${name}`),
    });
  });

  it('is given every variable that its handler reads, and none that it does not', () => {
    const own = read(`src/handlers/${handler}.ts`);
    const [, path] = /'\.\.\/(domain\/[\w/]+\/[a-z]+-config\.ts)'/.exec(own) ?? [];
    const config = path === undefined ? own : read(`src/${path}`);
    const queue = own.includes('createRunBatch') ? read('src/aws/batch/function-queue.ts') : '';
    const isRedacted = `${config}${queue}`.includes('redaction-rules.ts');
    const redaction = isRedacted ? read('src/domain/card-data/redaction-rules.ts') : '';
    const asked = [...`${config}${queue}${redaction}`.matchAll(/\b([A-Z]+(?:_[A-Z]+)*): v\./g)].map(([, name]) => name);
    // Lambda itself gives the first; the second is a forwarder's alone.
    const others = ['AWS_LAMBDA_FUNCTION_NAME', ...(config.includes('REDACTION: v.') ? [] : ['REDACTION'])];
    const given = new Set(asked).difference(new Set(others));

    expect([...environment].sort()).toEqual([...given].sort());
    expect(globals.every((name) => name.startsWith('POWERTOOLS_'))).toBe(true);
  });
});

describe('what is named after the handlers', () => {
  it('is in step: templates, source files, sample events and tests', () => {
    const files = namesIn('src/handlers').map((name) => basename(name, '.ts'));

    expect([...handlers].sort()).toEqual(files.sort());
    expect(namesIn('events').sort()).toEqual(files);
    expect(namesIn('test/handlers').map((name) => name.split('.')[0])).toEqual(expect.arrayContaining(files));
  });

  it.each(handlers)('has at least two sample events for %s, all JSON', (handler) => {
    const cases = namesIn(`events/${handler}`);

    expect(cases.length).toBeGreaterThanOrEqual(2);
    for (const name of cases) {
      expect(name).toMatch(/^[a-z0-9-]+\.json$/);
      expect(() => JSON.parse(read(`events/${handler}/${name}`))).not.toThrow();
    }
  });
});

describe.each(appNames)('apps/%s', (name) => {
  const template = readTemplateOf(name);
  const metadata = template.Metadata['AWS::ServerlessRepo::Application'] ?? {};
  const readme = read(`apps/${name}/README.md`);

  it('holds a template and a README and no code', () => {
    expect(namesIn(`apps/${name}`).sort()).toEqual(['README.md', 'template.yaml']);
  });

  it('says in its README what each parameter and output is', () => {
    const rows = [...readme.matchAll(/^\| `(\w+)` *\|/gm)].map(([, id]) => id);

    expect(rows.sort()).toEqual([...Object.keys(template.Parameters), ...Object.keys(template.Outputs)].sort());
  });

  it('shows the defaults of the template in its README', () => {
    for (const [id, { Default }] of Object.entries(template.Parameters)) {
      const [, shown] = readme.match(new RegExp(`^\\| \`${id}\` *\\| ([^|]*?) *\\|`, 'm')) ?? [];

      expect({ id, shown: shown?.replaceAll('`', '') }).toEqual({
        id,
        shown: Default === undefined ? 'needed' : Default === '' ? 'empty' : String(Default),
      });
    }
  });

  it('shows how to nest it with parameters that it has', () => {
    const [, yaml = ''] = readme.match(/```yaml\n([\s\S]*?)```/) ?? [];
    const given = [...yaml.matchAll(/^ {8}(\w+):/gm)].map(([, id]) => id);
    const needed = Object.entries(template.Parameters).filter(([, { Default }]) => Default === undefined);

    expect(yaml.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
    expect(yaml).toContain(`Location: apps/${name}/template.yaml`);
    expect(Object.keys(template.Parameters)).toEqual(expect.arrayContaining(given));
    expect(given).toEqual(expect.arrayContaining(needed.map(([id]) => id)));
  });

  it('can be published: metadata that the Serverless Application Repository takes', () => {
    expect(metadata).toMatchObject({
      Name: expect.stringMatching(/^[a-zA-Z0-9-]{1,140}$/),
      Description: expect.stringMatching(/^.{1,256}$/),
      Author: expect.stringMatching(/^[a-z0-9](([a-z0-9]|-(?!-))*[a-z0-9])?$/),
      SpdxLicenseId: 'MIT',
      LicenseUrl: '../../LICENSE',
      ReadmeUrl: 'README.md',
      HomePageUrl: expect.stringMatching(/^https:/),
      SourceCodeUrl: expect.stringMatching(/^https:/),
      SemanticVersion: (JSON.parse(read('package.json')) as { version: string }).version,
    });
    expect(existsSync(join(repository, 'LICENSE'))).toBe(true);
    for (const label of metadata['Labels'] as string[]) expect(label).toMatch(/^[a-zA-Z0-9+\-_:/@]{1,127}$/);
  });

  it('uses only resource types that the Serverless Application Repository takes, and nests nothing', () => {
    // Serverless Application Repository guide, "List of Supported AWS Resources", as far as it is used here.
    const taken = [
      'AWS::CloudWatch::Alarm',
      'AWS::DynamoDB::Table',
      'AWS::Events::Rule',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::KinesisFirehose::DeliveryStream',
      'AWS::Logs::LogGroup',
      'AWS::Logs::LogStream',
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
      'AWS::SNS::Subscription',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
      'AWS::Serverless::Function',
      'AWS::StepFunctions::StateMachine',
    ];
    const types = Object.values(template.Resources).map(({ Type }) => Type);

    expect(types.filter((type) => !taken.includes(type))).toEqual([]);
  });

  it('has an environment in samconfig.toml that keeps to its own build folder', () => {
    const section = (command: string): string =>
      read('samconfig.toml').split(`[${name}.${command}.parameters]\n`)[1]?.split('\n[')[0] ?? '';

    expect(section('build')).toContain(`template_file = "apps/${name}/template.yaml"\nbuild_dir = ".aws-sam/${name}"`);
    for (const command of ['deploy', 'package', 'publish']) {
      expect(section(command)).toContain(`template_file = ".aws-sam/${name}/template.yaml"`);
    }
  });
});
