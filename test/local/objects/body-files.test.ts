import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BodyFiles, isBytes, openBodyFiles } from '../../../src/local/objects/body-files.ts';

const MIB = 1024 * 1024;
let folder: string;
let files: BodyFiles;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bodies-'));
  files = openBodyFiles(folder, new Set());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bodies = () => readdirSync(join(folder, 'bodies'));
const incoming = () => readdirSync(join(folder, 'incoming'));
const md5 = (body: string | Buffer) => createHash('md5').update(body).digest('hex');
const read = async (file: string, start: number, end: number) => text(await files.read(file, start, end));
const text = async (body: Uint8Array | AsyncIterable<Uint8Array>) => {
  if (isBytes(body)) return Buffer.from(body).toString();
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
};

describe('writing', () => {
  test.each<[string, Parameters<BodyFiles['write']>[0], string]>([
    ['bytes', Buffer.from('whole'), 'whole'],
    ['nothing', Buffer.alloc(0), ''],
    ['pieces', [Buffer.from('one'), Buffer.alloc(0), Buffer.from('two')], 'onetwo'],
    [
      'a stream',
      (async function* () {
        yield Buffer.from('a');
        yield Buffer.from('b');
      })(),
      'ab',
    ],
  ])('%s makes one file, and says its size and MD5', async (_title, source, text) => {
    const { file, size, md5: digest } = await files.write(source);

    expect([size, digest]).toEqual([Buffer.byteLength(text), md5(text)]);
    expect(bodies()).toEqual([file]);
    expect(readFileSync(join(folder, 'bodies', file), 'utf8')).toBe(text);
    expect(incoming()).toEqual([]);
  });

  test('what breaks half-way leaves nothing', async () => {
    async function* breaking() {
      yield Buffer.from('half');
      expect(incoming()).toHaveLength(1);
      expect(bodies()).toEqual([]);
      throw new Error('gone');
    }

    await expect(files.write(breaking())).rejects.toThrow('gone');

    expect([incoming(), bodies()]).toEqual([[], []]);
  });
});

describe('reading', () => {
  test.each([
    [0, 9, '0123456789'],
    [0, 3, '0123'],
    [3, 5, '345'],
    [9, 9, '9'],
    [0, -1, ''],
    [5, 4, ''],
  ])('from %i to %i gives "%s"', async (start, end, text) => {
    const { file } = await files.write(Buffer.from('0123456789'));

    expect(await read(file, start, end)).toBe(text);
  });

  test('gives few bytes at once, and many as a stream', async () => {
    const body = Buffer.alloc(MIB + 2, 'x');
    body.write('<', 0);
    body.write('>', MIB + 1);
    const { file } = await files.write(body);

    expect(isBytes(await files.read(file, 0, MIB - 1))).toBe(true);
    expect(isBytes(await files.read(file, 1, MIB))).toBe(true);
    const whole = await files.read(file, 0, MIB + 1);
    expect(isBytes(whole)).toBe(false);
    expect(await text(whole)).toBe(body.toString());
    expect(await read(file, 1, MIB + 1)).toBe(body.toString('utf8', 1));
    expect(await read(file, 0, MIB)).toBe(body.toString('utf8', 0, MIB + 1));
  });

  test('streams slices of at most 256 KiB', async () => {
    const { file } = await files.write(Buffer.alloc(MIB + 2, 'x'));
    const sizes: number[] = [];
    for await (const piece of (await files.read(file, 0, MIB + 1)) as AsyncIterable<Uint8Array>) {
      sizes.push(piece.byteLength);
    }

    expect(sizes).toEqual([262_144, 262_144, 262_144, 262_144, 2]);
  });

  test('ends with a file that is shorter than asked for', async () => {
    const { file } = await files.write(Buffer.alloc(MIB, 'x'));

    expect(await read(file, 0, 2 * MIB)).toHaveLength(MIB);
  });

  test('goes on when the file is removed meanwhile', async () => {
    const { file } = await files.write(Buffer.alloc(MIB + 1, 'x'));
    const body = await files.read(file, 0, MIB);
    files.remove(file, Promise.resolve());
    await files.settled();
    let length = 0;
    for await (const piece of body as AsyncIterable<Uint8Array>) length += piece.byteLength;

    expect([length, bodies()]).toEqual([MIB + 1, []]);
  });

  test('of a file that is not there fails', async () => {
    await expect(files.read('none', 0, 1)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('removing', () => {
  test('waits for what it is told to wait for', async () => {
    const { file } = await files.write(Buffer.from('x'));
    const { promise, resolve } = Promise.withResolvers<void>();

    files.remove(file, promise);
    const settled = files.settled();
    await new Promise((turn) => setImmediate(turn));
    expect(bodies()).toEqual([file]);
    resolve();
    await settled;

    expect(bodies()).toEqual([]);
  });

  test('leaves the file when that fails, and takes one that is gone for done', async () => {
    const { file } = await files.write(Buffer.from('x'));

    files.remove(file, Promise.reject(new Error('not committed')));
    files.remove('none', Promise.resolve());
    await files.settled();

    expect(bodies()).toEqual([file]);
  });
});

test('opening again removes what an interrupted run left, and keeps what is known', () => {
  writeFileSync(join(folder, 'bodies', 'known'), 'x');
  writeFileSync(join(folder, 'bodies', 'orphan'), 'x');
  writeFileSync(join(folder, 'incoming', 'half'), 'x');
  mkdirSync(join(folder, 'incoming', 'odd'));

  expect(() => openBodyFiles(folder, new Set(['known', 'elsewhere']))).toThrow(
    `${join(folder, 'bodies', 'elsewhere')} is missing, which holds an object: put it back from a copy of the folder, or start over with --reset.`,
  );
  expect(bodies()).toContain('orphan');
  openBodyFiles(folder, new Set(['known']));

  expect([bodies(), incoming()]).toEqual([['known'], []]);
});

test('bytes are known for what they are', () => {
  expect([isBytes(Buffer.from('x')), isBytes(new Uint8Array()), isBytes([]), isBytes({})]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
