/** The JSON objects of a text one after the other, in one pass; nothing need stand between two of them. */

/** The text of each object; where none begins, the rest of the line. */
export function* objectsIn(text: string): Iterable<string> {
  const token = /["{}]/g;
  for (let at = nextText(text, 0); at < text.length; ) {
    const end = text[at] === '{' ? endOfObject(text, at, token) : endOfLine(text, at);
    yield text.slice(at, end);
    at = nextText(text, end);
  }
}

function nextText(text: string, from: number): number {
  const blank = /\s*/y;
  blank.lastIndex = from;
  blank.exec(text);
  return blank.lastIndex;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Behind the brace that closes the one at `from`; the end of the text where none does. */
function endOfObject(text: string, from: number, token: RegExp): number {
  let depth = 0;
  token.lastIndex = from;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    if (found[0] === '"') token.lastIndex = endOfString(text, found.index);
    else depth += found[0] === '{' ? 1 : -1;
    if (depth === 0) return token.lastIndex;
  }
  return text.length;
}

function endOfString(text: string, from: number): number {
  const mark = /["\\]/g;
  mark.lastIndex = from + 1;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    if (found[0] === '"') return mark.lastIndex;
    mark.lastIndex += 1;
  }
  return text.length;
}
