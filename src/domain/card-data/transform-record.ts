import { decodeUtf8 } from '../decode-utf8.ts';
import { redactArchivedText } from './redact-card-data.ts';

/** A record as Firehose hands it to a transformation (Firehose guide, data transformation). */
export interface FirehoseRecord {
  recordId: string;
  /** Base64. */
  data: string;
}

/** What becomes of it. */
export interface TransformedRecord extends FirehoseRecord {
  result: 'Ok' | 'ProcessingFailed';
}

/**
 * Takes card data out of one record: a body, an SNS notification, an envelope, or packed lines of them. Never throws.
 * What cannot be decoded is `ProcessingFailed`, unless card data shows in it: Firehose keeps the original of a failed
 * record in its error output, so such bytes are masked and go on. The answer is never longer than the record, so that a
 * request within Lambda's 6 MB is answered within them.
 */
export function transformRecord({ recordId, data }: FirehoseRecord): TransformedRecord {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== data.replace(/=+$/, '')) {
    return { recordId, result: 'ProcessingFailed', data };
  }
  const text = decodeUtf8(bytes);
  if (text !== undefined) {
    const redacted = redactArchivedText(text);
    return { recordId, result: 'Ok', data: redacted === text ? data : Buffer.from(redacted).toString('base64') };
  }
  const characters = bytes.toString('latin1');
  const redacted = redactArchivedText(characters);
  if (redacted === characters) return { recordId, result: 'ProcessingFailed', data };
  return { recordId, result: 'Ok', data: Buffer.from(redacted, 'latin1').toString('base64') };
}
