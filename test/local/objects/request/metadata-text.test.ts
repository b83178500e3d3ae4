import fc from 'fast-check';
import { readMetadataText, writeMetadataText } from '../../../../src/local/objects/request/metadata-text.ts';

// S3 guide, "Working with object metadata".
describe('user metadata in a header', () => {
  it.each([
    ['plain', 'plain'],
    ['=?UTF-8?B?w4TDliDinJM=?=', 'ÄÖ ✓'],
    ['=?utf-8?q?caf=C3=A9_au_lait?=', 'café au lait'],
    ['=?ISO-8859-1?Q?caf=E9?=', 'café'],
    ['=?UTF-8?B?w4Q=?= =?UTF-8?B?w5Y=?=', 'ÄÖ'],
    ['a =?UTF-8?B?w4Q=?= b', 'a Ä b'],
    ['=?UTF-8?X?abc?=', '=?UTF-8?X?abc?='],
    ['=?UTF-8?B?', '=?UTF-8?B?'],
    [Buffer.from('ÄÖ ✓').toString('latin1'), 'ÄÖ ✓'],
    ['caf\xe9', 'café'],
  ])('%j is the text %j', (header, text) => {
    expect(readMetadataText(header)).toBe(text);
  });

  it('goes back as one encoded word where it is not US-ASCII, and comes to the same text', () => {
    expect(writeMetadataText('ÄÖ ✓')).toBe('=?UTF-8?B?w4TDliDinJM=?=');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const written = writeMetadataText(text);
        expect(written).toMatch(/^[\t -~]*$/);
        if (!text.includes('=?')) expect(readMetadataText(written)).toBe(text);
      }),
    );
  });

  it('is read in a time in proportion to its length', () => {
    const started = performance.now();
    readMetadataText('=?UTF-8?B?'.repeat(20_000));
    readMetadataText('?= '.repeat(50_000));

    expect(performance.now() - started).toBeLessThan(2000);
  });
});
