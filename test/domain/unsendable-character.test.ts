import { unsendableCharacter } from '../../src/domain/unsendable-character.ts';

describe('a character that SQS refuses', () => {
  it('is told by its name, and its place among the characters', () => {
    expect(unsendableCharacter('🐎é\u0001\ufffe')).toEqual({ name: 'U+0001', position: 3 });
    expect(unsendableCharacter('🐎\ud800🐎')).toEqual({ name: 'U+D800', position: 2 });
    expect(unsendableCharacter('\udc00')).toEqual({ name: 'U+DC00', position: 1 });
  });

  it('is each code unit that the API reference does not list, and no other', () => {
    for (let code = 0; code <= 0xffff; code++) {
      const listed =
        [0x9, 0xa, 0xd].includes(code) || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd);
      if ((unsendableCharacter(String.fromCharCode(code)) === undefined) !== listed) throw new Error(`U+${code}`);
    }
  });

  it('is none beyond the first plane', () => {
    for (let code = 0x10000; code <= 0x10ffff; code += 0xff) {
      expect(unsendableCharacter(String.fromCodePoint(code))).toBeUndefined();
    }
    expect(unsendableCharacter('')).toBeUndefined();
  });
});
