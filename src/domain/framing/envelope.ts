import { envelopeHead } from '../envelope-head.ts';
import { compactJson } from '../json/compact-json.ts';
import { isJson } from '../json/scan-json.ts';
import type { PublishedEvent } from '../published-event.ts';

/**
 * The archive line of an event, without a line break: who, when and whence, then the body, which can be had back byte
 * for byte: `event` is its JSON text verbatim, unless `raw` holds it; `text` is a body that is not JSON.
 *
 * @example envelopeLine(event) // '{"id":"…","publishedAt":"…","source":"arn:…","attributes":{},"event":{"id":7}}'
 */
export function envelopeLine({ id, publishedAt, source, subject, attributes, body }: PublishedEvent): string {
  const known = JSON.stringify({ subject, attributes }).slice(1, -1);
  return `${envelopeHead({ id, publishedAt, source })},${known},${bodyMembers(body)}}`;
}

function bodyMembers(body: string): string {
  if (!isJson(body)) return `"text":${JSON.stringify(body)}`;
  if (!/[\r\n]/.test(body)) return `"event":${body}`;
  return `"raw":${JSON.stringify(body)},"event":${compactJson(body)}`;
}
