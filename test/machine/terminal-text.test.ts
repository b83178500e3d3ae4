import fc from 'fast-check';
import { terminalText } from '../../src/machine/terminal-text.ts';

const terminal = { isTTY: true };
const command = fc.oneof(
  fc.integer({ min: 0, max: 0x1f }),
  fc.integer({ min: 0x7f, max: 0x9f }),
  fc.integer({ min: 0x202a, max: 0x202e }),
  fc.integer({ min: 0x2066, max: 0x2069 }),
);
const texts = fc
  .array(
    fc.oneof(
      command.map((code) => String.fromCharCode(code)),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((pieces) => pieces.join(''));

test('what goes to a file or pipe is as it was', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(terminalText({}, text)).toBe(text);
      expect(terminalText({ isTTY: false }, text)).toBe(text);
    }),
  );
});

test('what goes to a terminal commands nothing, and says what was there', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const shown = terminalText(terminal, text);

      expect([...shown].filter((character) => character !== '\n' && character !== '\t')).not.toContainEqual(
        expect.stringMatching(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u),
      );
      // A backslash stays one: escapes of the text's own cannot be told from ours, so they are read as one here.
      const plain = (escaped: string) =>
        escaped.replaceAll(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
      expect(plain(shown)).toBe(plain(text));
    }),
  );
});

test.each([
  ['\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['a\r\u009b2Kb\u007f', 'a\\u000d\\u009b2Kb\\u007f'],
  ['one\n\ttwo', 'one\n\ttwo'],
  ['\u202egnp.exe', '\\u202egnp.exe'],
  ['שלום, grün, 🦊', 'שלום, grün, 🦊'],
])('%j is shown as %j', (text, shown) => {
  expect(terminalText(terminal, text)).toBe(shown);
});
