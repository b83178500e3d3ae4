import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeFacts } from '../../../../src/local/lambda/bundling/code-facts.ts';

test('the facts of code are those of its files, in whatever order they are named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'forks-code-'));
  try {
    writeFileSync(join(folder, 'a.mjs'), 'export {};');
    writeFileSync(join(folder, 'b.mjs'), 'ä');

    const facts = await codeFacts({ folder, files: ['b.mjs', 'a.mjs'] });

    expect(facts).toEqual({
      size: 12,
      sha256: createHash('sha256').update('a.mjs\x0010\x00export {};b.mjs\x002\x00ä').digest('base64'),
    });
    expect(await codeFacts({ folder, files: ['a.mjs', 'b.mjs'] })).toEqual(facts);
    writeFileSync(join(folder, 'b.mjs'), 'ö');
    expect((await codeFacts({ folder, files: ['a.mjs', 'b.mjs'] })).sha256).not.toBe(facts.sha256);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
