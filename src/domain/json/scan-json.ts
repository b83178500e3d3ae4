/** What a scan meets; positions are UTF-16 indexes into the scanned text, `end` is exclusive. */
export interface JsonVisitor {
  open(kind: 'object' | 'array', start: number): void;
  close(end: number): void;
  key(start: number, end: number): void;
  scalar(kind: 'string' | 'number' | 'literal', start: number, end: number): void;
  /**
   * The text is no JSON: what was visited stands before `at`, behind which a scan for further values may begin. Of a string
   * that does not end this is its first character, for others may begin in it.
   */
  failed?(at: number): void;
}

/**
 * Visits the one JSON value that begins at or after `from` and returns the index behind it, or -1 where the text is not
 * JSON (RFC 8259, as strictly as JSON.parse). Keeps no call stack, so that any depth of nesting can be scanned.
 */
export function scanJson(text: string, from: number, visitor: JsonVisitor): number {
  const stack: ('object' | 'array')[] = [];
  let at = skipSpace(text, from);
  const failed = (where: number) => {
    visitor.failed?.(where);
    return -1;
  };
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      const kind = code === OPEN_BRACE ? 'object' : 'array';
      visitor.open(kind, at);
      at = skipSpace(text, at + 1);
      if (text.charCodeAt(at) !== (code === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)) {
        stack.push(kind);
        if (kind === 'object') {
          const value = scanKey(text, at, visitor);
          if (value < 0) return failed(~value);
          at = value;
        }
        continue;
      }
      at += 1;
      visitor.close(at);
    } else {
      const end = scanScalar(text, at, code, visitor);
      if (end < 0) return failed(~end);
      at = end;
    }
    for (;;) {
      const kind = stack.at(-1);
      if (kind === undefined) return at;
      at = skipSpace(text, at);
      const after = text.charCodeAt(at);
      if (after === COMMA) {
        at = skipSpace(text, at + 1);
        if (kind === 'object') {
          const value = scanKey(text, at, visitor);
          if (value < 0) return failed(~value);
          at = value;
        }
        break;
      }
      if (after !== (kind === 'object' ? CLOSE_BRACE : CLOSE_BRACKET)) return failed(at);
      stack.pop();
      at += 1;
      visitor.close(at);
    }
  }
}

/** The index of the first character at or after `from` that is not JSON white space. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at += 1;
  }
}

/** True where the whole text is one JSON value. */
export function isJson(text: string): boolean {
  const end = scanJson(text, 0, SILENT);
  return end !== -1 && skipSpace(text, end) === text.length;
}

const SILENT: JsonVisitor = { open() {}, close() {}, key() {}, scalar() {} };
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Where the value of the member begins whose key does at `start`; or, as its complement, where it turns out to be none. */
function scanKey(text: string, start: number, visitor: JsonVisitor): number {
  const end = stringEnd(text, start);
  if (end === -1) return ~(text.charCodeAt(start) === QUOTE ? start + 1 : start);
  const colon = skipSpace(text, end);
  if (text.charCodeAt(colon) !== COLON) return ~colon;
  visitor.key(start, end);
  return skipSpace(text, colon + 1);
}

/** The end of the scalar that begins at `start`; or, as its complement, where it turns out to be none. */
function scanScalar(text: string, start: number, code: number, visitor: JsonVisitor): number {
  if (code === QUOTE) {
    const end = stringEnd(text, start);
    if (end === -1) return ~(start + 1);
    visitor.scalar('string', start, end);
    return end;
  }
  for (const literal of ['true', 'false', 'null']) {
    if (!text.startsWith(literal, start)) continue;
    visitor.scalar('literal', start, start + literal.length);
    return start + literal.length;
  }
  const end = numberEnd(text, start);
  if (end === -1) return ~start;
  visitor.scalar('number', start, end);
  return end;
}

function stringEnd(text: string, start: number): number {
  if (text.charCodeAt(start) !== QUOTE) return -1;
  for (let at = start + 1; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) {
      at += 1;
      const escaped = text.charAt(at);
      if (escaped === 'u') {
        if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) return -1;
        at += 4;
      } else if (escaped === '' || !'"\\/bfnrt'.includes(escaped)) return -1;
    } else if (!(code >= 0x20)) return -1; // a control character, or NaN at the end of the text
  }
}

function numberEnd(text: string, start: number): number {
  let at = text.charCodeAt(start) === 0x2d ? start + 1 : start;
  const integer = digitsEnd(text, at);
  if (integer === at || (text.charCodeAt(at) === 0x30 && integer > at + 1)) return -1;
  at = integer;
  if (text.charCodeAt(at) === 0x2e) {
    const fraction = digitsEnd(text, at + 1);
    if (fraction === at + 1) return -1;
    at = fraction;
  }
  if (text.charAt(at) === 'e' || text.charAt(at) === 'E') {
    const sign = text.charAt(at + 1);
    const digits = sign === '+' || sign === '-' ? at + 2 : at + 1;
    const exponent = digitsEnd(text, digits);
    if (exponent === digits) return -1;
    at = exponent;
  }
  return at;
}

function digitsEnd(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); code >= 0x30 && code <= 0x39; code = text.charCodeAt(at)) at += 1;
  return at;
}
