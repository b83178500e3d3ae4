import { readdirSync } from 'node:fs';
import { build } from 'esbuild';

const handlers = readdirSync('src/handlers').map((file) => file.replace('.ts', ''));

test.each(handlers)('%s has a bundle of at most 450 KB that needs no require', async (name) => {
  const { outputFiles } = await build({
    entryPoints: [`src/handlers/${name}.ts`],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    target: 'node24',
    write: false,
  });
  const [bundle] = outputFiles;

  expect(bundle?.contents.length).toBeLessThanOrEqual(450_000);
  expect(bundle?.text).not.toContain('Dynamic require of');
});
