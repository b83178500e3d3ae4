import { parseStartFlags } from '../../src/local/start-flags.ts';

const parse = (...argv: string[]) => parseStartFlags(argv, '/work');

describe('the flags of npm start', () => {
  it('have the documented defaults', () => {
    expect(parse()).toEqual({
      flags: {
        port: 4566,
        apiPort: 3000,
        consolePort: 3001,
        template: '/work/template.yaml',
        parameters: {},
        reset: false,
        speed: 1,
        verbose: false,
      },
      warnings: [],
    });
  });

  it('take every value', () => {
    const { flags } = v(
      parse(
        ...'--port 0 --api-port 1 --console-port 2 --template a/t.yaml --data-dir d --reset --speed 60 --verbose'.split(
          ' ',
        ),
        ...'--search-endpoint http://localhost:9200/ --dynamodb-endpoint http://localhost:8000'.split(' '),
        ...['--parameter-overrides', 'BugEnabled=true', `Policy='{"a":["b=c"]}'`, '--config-env', 'dev'],
      ),
    );

    expect(flags).toEqual({
      port: 0,
      apiPort: 1,
      consolePort: 2,
      template: '/work/a/t.yaml',
      dataDir: '/work/d',
      reset: true,
      speed: 60,
      verbose: true,
      configEnv: 'dev',
      searchEndpoint: 'http://localhost:9200',
      dynamodbEndpoint: 'http://localhost:8000',
      parameters: { BugEnabled: 'true', Policy: '{"a":["b=c"]}' },
    });
  });

  it.each([
    ['an unknown flag', ['--prot', '1'], "unknown option '--prot'"],
    ['a port that is none', ['--port', 'http'], 'from 0 to 65535'],
    ['a port beyond the last', ['--port', '65536'], 'from 0 to 65535'],
    ['a speed of nothing', ['--speed', '0'], 'above 0'],
    ['an endpoint that is no URL', ['--search-endpoint', 'localhost'], 'http or https URL'],
    ['an override without a value', ['--parameter-overrides', 'BugEnabled'], "'BugEnabled' gives no parameter"],
    ['overrides of which there are none', ['--parameter-overrides'], 'argument missing'],
    ['a flag in the place of an override', ['--parameter-overrides', '--port', '1'], "'--port' gives no parameter"],
    ['a value that npm left over', ['4567'], 'npm start -- --port 4567'],
    ['a reset of nothing', ['--reset'], '--data-dir'],
    ['a flag without its value', ['--template'], 'argument missing'],
  ])('refuse %s', (_case, argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
  });

  it('pass on what the SAM CLI would leave unread', () => {
    expect(parse('--parameter-overrides', 'Policy={"a":1}')).toMatchObject({
      flags: { parameters: { Policy: '{' } },
      warnings: [expect.stringContaining('Policy')],
    });
  });

  it('show the help instead of starting', () => {
    expect(parse('--help')).toEqual({ help: expect.stringContaining('--parameter-overrides') });
  });

  it('take every name by which the ports may be called', () => {
    const parsed = parse('--allow-host', 'host.docker.internal', '--allow-host', 'dev-box');

    expect('flags' in parsed && parsed.flags.allowHost).toEqual(['host.docker.internal', 'dev-box']);
    expect(() => parse('--allow-host', 'http://dev-box')).toThrow('It must be the name of a host');
    expect(() => parse('--allow-host', 'dev-box:80')).toThrow('It must be the name of a host');
  });
});

function v<T extends object>(result: T | { help: string }): Exclude<T, { help: string }> {
  return result as Exclude<T, { help: string }>;
}
