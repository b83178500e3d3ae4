import type { Secret } from './secret-events.ts';

/**
 * The secrets of an event that can still be read in what became of it. This knows nothing of how redaction works: it reads a
 * text in every way that it can be read in, and looks for the digits, and for a code behind its key.
 */
export function findSecrets(output: string, secrets: readonly Secret[]): Secret[] {
  const views = [...readings(output)];
  const digits = views.map(digitsOf);
  const letters = views.map(lettersOf);
  return secrets.filter((secret) =>
    secret.key === undefined
      ? digits.some((view) => view.includes(secret.digits))
      : letters.some((view) => new RegExp(`${lettersOf(secret.key ?? '')}${secret.digits}(?!\\d)`).test(view)),
  );
}

/** How often what was decoded is decoded again. */
const MAX_DEPTH = 7;

function readings(text: string): Set<string> {
  const seen = new Set<string>();
  let next = [text];
  for (let depth = 0; depth < MAX_DEPTH && next.length > 0; depth += 1) {
    const found: string[] = [];
    for (const view of next) {
      if (seen.has(view)) continue;
      seen.add(view);
      found.push(...decodings(view));
    }
    next = found;
  }
  return seen;
}

function decodings(text: string): string[] {
  const decoded = [
    text.replace(/\\+u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    text.replace(/(?:%[0-9a-fA-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString()),
    text.replace(/&#(?:x([0-9a-f]+)|(\d+));/gi, (_, hex?: string, decimal?: string) =>
      String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
    ),
    text.replaceAll('&nbsp;', ' '),
    text.replaceAll('\\"', '"'),
    ...[...text.matchAll(/[A-Za-z0-9+/]{12,}/g)].map(([run]) => Buffer.from(run, 'base64').toString()),
    ...[...text.matchAll(/[A-Za-z0-9_-]{12,}/g)].map(([run]) => Buffer.from(run, 'base64url').toString()),
    ...[...text.matchAll(/-?\d+(?:\.\d+)?[eE][+-]?\d+/g)].map(([number]) => byValue(number)),
  ];
  return decoded.filter((view) => view !== text && /\d{3}|[^\0-\x7f]|[%&]/.test(view));
}

function byValue(number: string): string {
  const [mantissa = '', exponent = ''] = number.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const shift = Number(exponent);
  if (Math.abs(shift) > 40) return '';
  const digits = whole + fraction;
  const point = whole.length + shift;
  return point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0');
}

/** Digits alone, of whatever script; what parts the values of JSON stays, so that no two of them become one. */
function digitsOf(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => (/[0-9]/.test(digit) ? digit : digitValue(digit)))
    .replace(/[^0-9,:"{}[\]]+/g, '');
}

function digitValue(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  for (let before = 0; before < 10; before += 1) {
    if (!/\p{Nd}/u.test(String.fromCodePoint(codePoint - before - 1))) return String(before);
  }
  return '?';
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
