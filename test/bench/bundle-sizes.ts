/** What each function's bundle weighs, built with the properties that the templates give. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './stack-process.ts';

/** Name and bytes of each handler's minified bundle. */
export async function bundleSizes(): Promise<Array<[name: string, bytes: number]>> {
  const folder = join(ROOT, 'src', 'handlers');
  return Promise.all(
    readdirSync(folder).map(async (file): Promise<[string, number]> => {
      const { outputFiles } = await build({
        entryPoints: [join(folder, file)],
        bundle: true,
        minify: true,
        write: false,
        platform: 'node',
        format: 'esm',
        target: 'node24',
        mainFields: ['module', 'main'],
      });
      return [file.replace(/\.ts$/, ''), outputFiles[0]?.contents.length ?? 0];
    }),
  );
}
