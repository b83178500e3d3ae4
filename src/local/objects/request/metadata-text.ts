/**
 * User-defined metadata between a header and what is kept of it. S3 decodes the values of such headers "as per RFC 2047 before
 * storing" and encodes what is not US-ASCII "as per RFC 2047 to make them mail-safe before returning"
 * (S3 guide, "Working with object metadata").
 */

const ENCODED_WORD = /=\?(utf-8|iso-8859-1|us-ascii)\?([bq])\?([!->@-~]*)\?=/gi;

/** The text that a header means: bytes in UTF-8 where they are that, encoded words decoded. */
export function readMetadataText(header: string): string {
  // Between two encoded words white space has no meaning (RFC 2047, 6.2).
  const joined = unicodeOf(header).replace(/\?=[ \t]+=\?/g, '?==?');
  return joined.replace(ENCODED_WORD, (_word, charset: string, encoding: string, text: string) => {
    const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : quotedBytes(text);
    return charset.toLowerCase() === 'utf-8' ? bytes.toString('utf8') : bytes.toString('latin1');
  });
}

/** A text as a header can carry it: itself in printable US-ASCII, else one encoded word. */
export function writeMetadataText(text: string): string {
  return /^[\t -~]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}

/** Node gives each byte of a header as one character; those of a client that writes UTF-8 are put together again. */
function unicodeOf(header: string): string {
  if (/^[\0-\x7f]*$/.test(header)) return header;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    return header;
  }
}

function quotedBytes(text: string): Buffer {
  const latin = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin, 'latin1');
}
