import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startLocalStack } from '../../src/local/index.ts';
import { checkoutBody } from '../support/checkout.ts';
import { FREE_PORTS, runProcess, startProcess } from '../support/stack-process.ts';

const root = resolve(import.meta.dirname, '../..');

/** The shop as a user would take it elsewhere; its packages are not copied but found. */
function copyOfTheShop(folder: string): string {
  const target = mkdtempSync(join(folder, 'copy-'));
  for (const name of ['template.yaml', 'samconfig.toml', 'apps', 'src', 'package.json'])
    cpSync(join(root, name), join(target, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(target, 'node_modules'));
  return target;
}

const post = (url = '') => fetch(url, { method: 'POST', body: checkoutBody('copied') });

describe('a copy of the shop in another folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forks-copy-'));
  const copy = copyOfTheShop(folder);
  const template = join(copy, 'template.yaml');
  const configure = (text: string) => writeFileSync(join(copy, 'samconfig.toml'), text);
  afterEach(() => cpSync(join(root, 'samconfig.toml'), join(copy, 'samconfig.toml')));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('answers a plain curl', async () => {
    const running = await startProcess(['--template', template]);
    const { CheckoutApiUrl } = await running.outputs();

    const answer = await post(CheckoutApiUrl);

    expect(answer.status).toBe(202);
    expect(await running.end('SIGTERM')).toBe(0);
  });

  it('asks for a signature in an environment that does not open it, and takes what is given over what is configured', async () => {
    const configured = readFileSync(join(copy, 'samconfig.toml'), 'utf8');
    configure(
      `${configured}\n[closed.local_start_api.parameters]\nparameter_overrides = "ApiAuthorization=AWS_IAM SearchFork=Maybe"\n`,
    );
    const stack = await startLocalStack({
      templateFile: template,
      configEnv: 'closed',
      parameters: { SearchFork: 'Disabled' },
    });

    const answer = await post(stack.outputs['CheckoutApiUrl']);

    expect(answer.status).toBe(403);
    expect(stack.outputs).not.toHaveProperty('SearchEndpoint');
    await stack.stop();
  });

  it('is refused for a value that the template does not allow, at the line of its samconfig.toml', async () => {
    configure(
      'version = 0.1\n\n[default.local_start_api.parameters]\nparameter_overrides = { ApiAuthorization = true }\n',
    );

    const refused = await startLocalStack({ templateFile: template }).catch((error: unknown) => error);

    expect(refused).toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(`${join(copy, 'samconfig.toml')}:4: `),
    });
    expect(String(refused)).toContain('parameter ApiAuthorization is "True"');
  });

  it('tells of a parameter that the template does not have, at the line of its samconfig.toml, and leaves it unread', async () => {
    configure('version = 0.1\n\n[default.local_start_api.parameters]\nparameter_overrides = "Authorization=NONE"\n');
    const warned: string[] = [];

    const stack = await startLocalStack({ templateFile: template, warn: (line) => warned.push(line) });

    expect(warned).toContainEqual(
      expect.stringMatching(/samconfig\.toml:4: .* has no parameter Authorization; .*; the value is left unread\.$/),
    );
    expect((await post(stack.outputs['CheckoutApiUrl'])).status).toBe(403);
    await stack.stop();
  });

  it('is refused for a parameter of the command line that the template does not have', async () => {
    const refused = startLocalStack({ templateFile: template, parameters: { Authorization: 'NONE' } });

    await expect(refused).rejects.toThrow(/^\S+ has no parameter Authorization; it has /);
  });

  it('is refused for an environment that it does not have, before a data folder is touched', async () => {
    const dataDir = join(folder, 'data');

    const ended = await runProcess([
      ...FREE_PORTS,
      ...['--template', template, '--config-env', 'prod', '--data-dir', dataDir, '--reset'],
    ]);

    expect(ended).toEqual({
      code: 2,
      stderr: expect.stringMatching(/--config-env prod: .* it has default, checkout,/),
    });
    expect(existsSync(dataDir)).toBe(false);
  });
});
