/** A character that no SQS message may hold. */
export interface UnsendableCharacter {
  /** As U+0000; half of a surrogate pair is one, too. */
  readonly name: string;
  /** Its place among the characters of the text, from 1 on. */
  readonly position: number;
}

/**
 * The first character of a text that SQS takes in no message body, and in no attribute of type String: others than
 * `#x9 | #xA | #xD | #x20–#xD7FF | #xE000–#xFFFD | #x10000–#x10FFFF` are refused as InvalidMessageContents (SQS API
 * reference, SendMessage; until September 2025 it said there that they are replaced by U+FFFD). SNS takes them all.
 */
export function unsendableCharacter(text: string): UnsendableCharacter | undefined {
  const found = UNSENDABLE.exec(text);
  if (found === null) return undefined;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return { name: `U+${code}`, position: [...text.slice(0, found.index)].length + 1 };
}

const UNSENDABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
