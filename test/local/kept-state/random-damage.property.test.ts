import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { UsageError } from '../../../src/local/errors.ts';
import { copyOf, filesOf, fill, type Held, heldBy, openState } from './folder-under-test.ts';

const parent = mkdtempSync(join(tmpdir(), 'forks-damage-'));
const stopped = join(parent, 'stopped');
const killed = join(parent, 'killed');
let acknowledged: Held;

beforeAll(async () => {
  mkdirSync(stopped);
  const state = openState(stopped);
  await fill(state, 120);
  // Some of it is in the database itself, some in the log.
  state.database.forget();
  await fill(state, 60);
  acknowledged = await heldBy(state);
  copyOf(stopped, killed);
  state.database.close();
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const place = fc.double({ min: 0, max: 1, noNaN: true });
const damages = fc.array(
  fc.record({
    file: fc.nat(),
    kind: fc.constantFrom('flip', 'truncate', 'delete', 'zeros', 'append', 'swap'),
    at: place,
    bit: fc.integer({ min: 0, max: 7 }),
  }),
  { minLength: 1, maxLength: 3 },
);
type Damage = Readonly<{ file: number; kind: string; at: number; bit: number }>;

/** Does it, and says to which file. */
function inflict(folder: string, { file, kind, at, bit }: Damage): string {
  const names = filesOf(folder);
  const name = names[file % names.length] ?? '';
  const path = join(folder, name);
  const content = readFileSync(path);
  const offset = Math.min(content.length - 1, Math.floor(at * content.length));
  if (kind === 'delete') rmSync(path);
  else if (kind === 'truncate') writeFileSync(path, content.subarray(0, Math.max(0, offset)));
  else if (kind === 'append') writeFileSync(path, Buffer.concat([content, Buffer.alloc(1 + bit * 512, 7)]));
  else if (kind === 'swap') writeFileSync(path, readFileSync(join(folder, names[(file + 1) % names.length] ?? '')));
  else if (content.length > 0) {
    if (kind === 'zeros') content.fill(0, offset, Math.min(offset + 4096, content.length));
    else content[offset] = (content[offset] ?? 0) ^ (1 << bit);
    writeFileSync(path, content);
  }
  return name;
}

test.each([
  ['stopped', () => stopped],
  ['killed', () => killed],
])(
  'a damaged folder of a stack that was %s holds all that was acknowledged, or is refused by a file of it',
  async (_title, folder) => {
    const outcomes = { whole: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(damages, async (list) => {
        const copy = copyOf(folder(), join(parent, 'copy'));
        // What stood in the pages of a killed stack's database nobody knows; that they are pages is checked.
        const before = readFileSync(join(copy, 'state.sqlite'));
        const damaged = list.map((damage) => inflict(copy, damage));
        if (folder() === killed && damaged.includes('state.sqlite')) {
          writeFileSync(join(copy, 'state.sqlite'), before.subarray(0, Math.floor((list[0]?.at ?? 0) * before.length)));
        }
        try {
          const state = openState(copy);
          const held = await heldBy(state);
          state.database.close();
          // Not told in full: they are long.
          expect(isDeepStrictEqual(held, acknowledged)).toBe(true);
          outcomes.whole++;
        } catch (error) {
          if (!(error instanceof UsageError)) throw error;
          expect(error.message).toContain(`${copy}/`);
          outcomes.refused++;
        }
      }),
      { numRuns: 150 },
    );

    expect(outcomes.whole).toBeGreaterThan(0);
    expect(outcomes.refused).toBeGreaterThan(50);
  },
);
