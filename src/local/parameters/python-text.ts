/**
 * Stands in for Python's `str` and `str.strip`, by which the SAM CLI turns what a configuration file holds into a parameter's text.
 * Dates and nested tables are not turned: the SAM CLI would give a Python literal that no parameter wants.
 */

/** A number, as Python prints it: an integer comes as a bigint, a float keeps its `.0` and its exponent of two digits. */
export function pythonNumber(value: bigint | number): string {
  if (typeof value === 'bigint') return String(value);
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 16)) return withFraction(positional(digits, power));
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** The text without the white space of Unicode at its ends, as Python counts it: U+001C to U+001F and U+0085 too, U+FEFF not. */
export function pythonStrip(text: string): string {
  return text.replace(new RegExp(`^[${WHITE}]+|[${WHITE}]+$`, 'gu'), '');
}

const WHITE = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;

/** `1.25` and 3 are 1250; JavaScript would write small numbers with an exponent where Python does not. */
function positional(scientific: string, power: number): string {
  const sign = scientific.startsWith('-') ? '-' : '';
  const digits = scientific.replace(/[-.]/g, '');
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  const padded = digits.padEnd(power + 1, '0');
  const fraction = padded.slice(power + 1);
  return `${sign}${padded.slice(0, power + 1)}${fraction === '' ? '' : `.${fraction}`}`;
}

function withFraction(text: string): string {
  return text.includes('.') ? text : `${text}.0`;
}
