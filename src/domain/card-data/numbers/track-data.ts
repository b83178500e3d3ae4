import type { TextEdit } from '../../text-edits.ts';

/**
 * The edits that mask what stands behind a card number in the data of its magnetic stripe: on track 1 the holder's name, on
 * both the expiry, the service code and the issuer's own data (ISO/IEC 7813). None where something else follows.
 */
export function trackDataBehind(text: string, at: number): TextEdit[] {
  for (const track of [TRACK_1, TRACK_2]) {
    track.lastIndex = at;
    const data = track.exec(text)?.[0];
    if (data !== undefined) return [{ start: at + 1, end: at + data.length, text: '*'.repeat(data.length - 1) }];
  }
  return [];
}

/** A separator, a name, a separator, at least seven digits: expiry and service code. */
const TRACK_1 = /\^[^^?\n"\\]{2,26}\^\d{7}[^?"\\\s]{0,40}/y;
const TRACK_2 = /[=D]\d{7,24}/y;
