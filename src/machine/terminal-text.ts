/** What a terminal obeys instead of showing it: C0 and C1 controls, DEL, and the marks that reorder text. Tab and newline stay. */
const COMMANDS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text as it may be written to `stream`: on a terminal no control sequence in it has an effect, but is shown as JSON escapes
 * it; to a file or pipe it goes as it is.
 * @example terminalText({ isTTY: true }, '\u001b[2J') // '\\u001b[2J'
 */
export function terminalText({ isTTY = false }: { readonly isTTY?: boolean | undefined }, text: string): string {
  if (!isTTY) return text;
  return text.replaceAll(COMMANDS, (command) =>
    command === '\n' || command === '\t' ? command : `\\u${command.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * A text as one line: a line break in it is shown as JSON escapes it, so that a name or a key makes no line of its own. For the eye and
 * for programs that read line by line.
 * @example oneLine('a\nb') // 'a\\nb'
 */
export function oneLine(text: string): string {
  return text.replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}
