import { readdirSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';

const handlers = readdirSync('src/handlers').map((file) => file.replace('.ts', ''));

/** What the templates leave out of every function. */
const external = [...readFileSync('apps/parts/function.yaml', 'utf8').matchAll(/- "(@aws-sdk\/[\w-]+)"/g)].flatMap(
  ([, name]) => name ?? [],
);

test.each(handlers)('%s has a bundle of at most 450 KB that needs no require', async (name) => {
  const { outputFiles } = await build({
    entryPoints: [`src/handlers/${name}.ts`],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    target: 'node24',
    external,
    write: false,
  });
  const [bundle] = outputFiles;

  expect(bundle?.contents.length).toBeLessThanOrEqual(450_000);
  expect(external).toHaveLength(4);
  expect(bundle?.text).not.toContain('Dynamic require of');
});
