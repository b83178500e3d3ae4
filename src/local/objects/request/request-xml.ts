/** The XML bodies of S3 requests as plain objects: every value text, every list a list. */
import * as v from 'valibot';
import { objectError } from '../errors.ts';

const documentSchema = v.record(v.string(), v.unknown());

/** Parses a request document, character references such as `&#13;` included. Throws MalformedXML, also for a DOCTYPE. */
export async function readXml(body: Buffer): Promise<Record<string, unknown>> {
  // Loaded with the first XML body: most runs see none, and a start has two seconds.
  const { XMLParser } = await import('fast-xml-parser');
  const parser = new XMLParser({
    ignoreAttributes: true,
    parseTagValue: false,
    trimValues: false,
    processEntities: true,
    // Turns on numeric character references, in which SDKs write the characters that XML would change.
    htmlEntities: true,
    ignoreDeclaration: true,
  });
  const text = body.toString('utf8');
  // No request of S3 has one, and what its entities stand for could grow without bound.
  if (text.includes('<!DOCTYPE')) throw objectError('MalformedXML');
  try {
    return v.parse(documentSchema, withoutWhitespace(parser.parse(text, true)));
  } catch (cause) {
    if (body.length === 0) throw objectError('MalformedXML', 'The request body is empty.');
    throw objectError('MalformedXML', undefined, { cause });
  }
}

/** One element or many, as a list. */
export function xmlList<const S extends v.GenericSchema>(item: S) {
  return v.union([
    v.array(item),
    v.pipe(
      item,
      v.transform((value) => [value]),
    ),
  ]);
}

/** Indentation between elements is no text of theirs. */
function withoutWhitespace(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutWhitespace);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, item]) => name !== '#text' || String(item).trim() !== '')
      .map(([name, item]) => [name, withoutWhitespace(item)]),
  );
}
