import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint, isUnchanged } from '../../../../src/local/lambda/bundling/file-fingerprint.ts';

describe('the fingerprint of a file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'forks-fingerprint-'));
    path = join(folder, 'a.ts');
    writeFileSync(path, 'one');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const taken = () => {
    const print = fingerprint(path);
    if (!print) throw new Error('there is a file');
    return print;
  };

  it('is that of its content, and knows its size and times', () => {
    expect(taken()).toEqual({
      path,
      hash: '/gW83NxJKAEngaXxoqd8u1OY4QY=',
      stamp: expect.stringMatching(/^3 [\d.]+ [\d.]+$/),
    });
  });

  it('is none where there is no file', () => {
    expect(fingerprint(join(folder, 'none'))).toBeUndefined();
    mkdirSync(join(folder, 'sub'));
    expect(fingerprint(join(folder, 'sub'))).toBeUndefined();
  });

  it('tells a change of content from one of times', () => {
    const print = taken();
    expect(isUnchanged(print)).toBe(true);
    utimesSync(path, 1, 1);
    expect(isUnchanged(print)).toBe(true);
    writeFileSync(path, 'two');
    expect(isUnchanged(print)).toBe(false);
    writeFileSync(path, 'one');
    expect(isUnchanged(print)).toBe(true);
    rmSync(path);
    expect(isUnchanged(print)).toBe(false);
  });

  it('does not read a file whose size and times are the same', () => {
    expect(isUnchanged({ ...taken(), hash: 'another' })).toBe(true);
    expect(isUnchanged({ ...taken(), stamp: 'another' })).toBe(true);
    expect(isUnchanged({ ...taken(), stamp: 'another', hash: 'another' })).toBe(false);
  });
});
