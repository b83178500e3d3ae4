import { MAX_SNS_BYTES } from '../../domain/service-limits.ts';

/**
 * The events of a text: one a line, empty lines left out; a text that is one JSON document over several lines, as a
 * formatter prints it, is one event. Only a text that may still be such a document is held back, so any length streams.
 */
export async function* readEvents(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let held: string[] | undefined = [];
  let bytes = 0;
  for await (const line of lines) {
    if (line.trim() === '' && (held === undefined || held.length === 0)) continue;
    if (held === undefined) {
      yield line;
      continue;
    }
    held.push(line);
    bytes += Buffer.byteLength(line) + 1;
    if (mayGoOn(held, bytes)) continue;
    yield* held.filter((text) => text.trim() !== '');
    held = undefined;
  }
  if (held === undefined) return;
  const text = held.join('\n').trim();
  if (isJson(text)) yield text;
  else yield* held.filter((line) => line.trim() !== '');
}

/** A document over several lines begins with a bracket, is not complete in its first line, and fits in a message. */
function mayGoOn([first = '']: readonly string[], bytes: number): boolean {
  return /^\s*[{[]/.test(first) && bytes <= MAX_SNS_BYTES && !isJson(first);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
