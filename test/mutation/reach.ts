/** Which files a test runs, as far as its imports tell. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const RELATIVE = /(?:from|import\(|new URL\(|^import)\s*'(\.[^']+\.ts)'/gm;

/** Makes the question whether a file imports, itself or by way of others, one of `targets`; paths from `root`. */
export function createReach(root: string, targets: string[]): (path: string) => boolean {
  const wanted = new Set(targets);
  const imports = new Map<string, string[]>();

  function importsOf(path: string): string[] {
    const whole = join(root, path);
    const found =
      imports.get(path) ??
      (existsSync(whole) ? [...readFileSync(whole, 'utf8').matchAll(RELATIVE)] : []).map(([, target = '']) =>
        normalize(join(dirname(path), target)),
      );
    imports.set(path, found);
    return found;
  }

  return (path) => {
    const reached = new Set([path]);
    for (const next of reached) {
      if (wanted.has(next)) return true;
      for (const target of importsOf(next)) reached.add(target);
    }
    return false;
  };
}
