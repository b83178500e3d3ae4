import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../support/templates.ts';

interface Locked {
  version?: string;
  optionalDependencies?: Record<string, string>;
}

const { packages } = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};

/** Where npm would find `name` from the package at `path`: beside it, or in a folder above. */
function lookUp(path: string, name: string): Locked | undefined {
  const above = path.lastIndexOf('/node_modules/');
  return (
    packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`] ??
    (path === '' ? undefined : lookUp(above < 0 ? '' : path.slice(0, above), name))
  );
}

describe('the lock file', () => {
  it('names the binaries of every platform, without which npm ci refuses it', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => lookUp(path, name)?.version === undefined),
    );

    expect(missing).toEqual([]);
  });
});
