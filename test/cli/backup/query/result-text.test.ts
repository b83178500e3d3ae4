import fc from 'fast-check';
import { resultCsv } from '../../../../src/cli/backup/query/result-text.ts';

const result = (columns: [name: string, numeric: boolean][], rows: string[][]) => ({
  columns: columns.map(([name, numeric]) => ({ name, type: numeric ? 'DOUBLE' : 'VARCHAR', numeric })),
  rows: rows.map((row) => row.map((text) => ({ text, json: text }))),
});
const cell = (text: string) => resultCsv(result([['text', false]], [[text]]))[1];

describe('a CSV text', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    [' =1', "' =1"],
    ['\n=1', '"\'\n=1"'],
    ['＝1', "'＝1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['a=1', 'a=1'],
    ['', ''],
    ["'=1", "'=1"],
  ])('holds nothing that a spreadsheet runs: %j', (text, expected) => {
    expect(cell(text)).toBe(expected);
  });

  it('holds nothing that a spreadsheet runs, whatever an event says', () => {
    const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', ' =', '\u00a0@', '＋', '');
    fc.assert(
      fc.property(start, fc.string(), (before, after) => {
        expect(cell(`${before}${after}`)?.replace(/^"/, '')).not.toMatch(/^[\s]*[=+\-@＝＋－＠]/);
      }),
    );
  });

  it('leaves numbers as they are', () => {
    const columns: [string, boolean][] = [
      ['total', true],
      ['=name', false],
    ];

    expect(resultCsv(result(columns, [['-1.5', '-1.5']]))).toEqual(["total,'=name", "-1.5,'-1.5"]);
  });
});
