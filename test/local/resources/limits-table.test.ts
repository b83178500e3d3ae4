import { readdirSync, readFileSync } from 'node:fs';
import { providers } from '../../../src/local/resources/registry.ts';
import { withLimitsTable } from '../../support/local-stack-limits.ts';

const root = new URL('../../../', import.meta.url);

describe('docs/local-stack-limits.md', () => {
  test('tables every resource type and property as the resource files have them', () => {
    const document = readFileSync(new URL('docs/local-stack-limits.md', root), 'utf8');

    // When this fails: node test/support/write-local-stack-limits.ts
    expect(document).toBe(withLimitsTable(document));
  });

  test('knows every resource file', () => {
    const files = readdirSync(new URL('src/local/resources', root), 'utf8');
    const types = files.flatMap((file) => {
      const source = readFileSync(new URL(`src/local/resources/${file}`, root), 'utf8');
      return [...source.matchAll(/^ {2}type: '(AWS::[\w:]+)'/gm)].map(([, type]) => type);
    });

    expect([...providers.keys()]).toEqual(types.sort());
  });
});
