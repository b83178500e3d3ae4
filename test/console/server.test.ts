import { type Console, startConsole } from '../../src/console/server.ts';

describe('the console', () => {
  let page: Console;
  beforeAll(async () => {
    page = await startConsole({ port: 0, outputs: () => ({ Url: '<http://x>' }) });
  });
  afterAll(() => page.close());

  it('shows the outputs of the stack', async () => {
    expect(await (await fetch(page.url)).text()).toContain('<th>Url<td>&#60;http://x&#62;');
  });

  it.each([{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])(
    'shows nothing to another web site: %j',
    async (headers) => {
      const response = await fetch(page.url, { headers });

      expect([response.status, await response.text()]).toEqual([403, expect.stringMatching(/^The header /)]);
    },
  );
});
