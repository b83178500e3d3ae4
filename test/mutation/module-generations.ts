/** Modules of the sandbox are loaded as often as asked, each time anew; packages are loaded once. */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const QUERY = /\?generation=\d+$/;

/** Makes `import` of a file of the sandbox load it and all it imports anew; returns that import. */
export function createGenerations(sandbox: string): (path: string) => Promise<void> {
  const root = `${pathToFileURL(sandbox)}/`;
  const stripped = new Map<string, string>();
  let generation = 0;

  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const ours = resolved.url.startsWith(root) && !QUERY.test(resolved.url);
      const [query] = QUERY.exec(context.parentURL ?? '') ?? [];
      return ours && query !== undefined ? { ...resolved, url: resolved.url + query } : resolved;
    },
    load(url, context, next) {
      if (!url.startsWith(root) || !url.replace(QUERY, '').endsWith('.ts')) return next(url, context);
      const path = fileURLToPath(url.replace(QUERY, ''));
      const source = stripped.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'));
      stripped.set(path, source);
      return { format: 'module', source, shortCircuit: true };
    },
  });

  return async (path) => {
    generation++;
    await import(`${pathToFileURL(join(sandbox, path))}?generation=${generation}`);
  };
}
