import { decodeUtf8 } from '../decode-utf8.ts';
import { MAX_PAYLOAD_BYTES } from '../service-limits.ts';
import { redactArchivedText } from './redact-archived-text.ts';
import type { RedactionRules } from './redaction-rules.ts';

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
 * Takes card data out of records: bodies, SNS notifications, envelopes, or packed lines of them. Never throws. What cannot
 * be decoded is `ProcessingFailed`, unless card data shows in it: Firehose keeps the original of a failed record in its
 * error output, so such bytes are masked and go on.
 *
 * Envelopes say what was done to them, as far as the answer stays within Lambda's 6 MB: records for which it would not are
 * redacted without a word, and so are never longer than they were.
 */
export function transformRecords(records: readonly FirehoseRecord[], rules: RedactionRules = {}): TransformedRecord[] {
  let room = MAX_PAYLOAD_BYTES - records.reduce((sum, { recordId, data }) => sum + answerBytes(recordId, data), 0);
  return records.map((record) => {
    const growth = (answer: TransformedRecord) => answer.data.length - record.data.length;
    const noted = transformRecord(record, { ...rules, noted: true });
    const answer = growth(noted) <= Math.max(room, 0) ? noted : transformRecord(record, { ...rules, noted: false });
    room -= growth(answer);
    return answer;
  });
}

/** A record in the answer is so long at most, where its data is. */
function answerBytes(recordId: string, data: string): number {
  return JSON.stringify({ recordId, result: 'ProcessingFailed', data: '' }).length + data.length + ','.length;
}

function transformRecord(
  { recordId, data }: FirehoseRecord,
  options: RedactionRules & { noted: boolean },
): TransformedRecord {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== data.replace(/=+$/, '')) {
    return { recordId, result: 'ProcessingFailed', data };
  }
  const text = decodeUtf8(bytes);
  if (text !== undefined) {
    const redacted = redactArchivedText(text, options);
    return { recordId, result: 'Ok', data: redacted === text ? data : Buffer.from(redacted).toString('base64') };
  }
  const characters = bytes.toString('latin1');
  const redacted = redactArchivedText(characters, options);
  if (redacted === characters) return { recordId, result: 'ProcessingFailed', data };
  return { recordId, result: 'Ok', data: Buffer.from(redacted, 'latin1').toString('base64') };
}
