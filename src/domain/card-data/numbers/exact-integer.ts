/** The most digits before the point that are of interest; a number of more is no card's. */
const MAX_DIGITS = 19;

/**
 * The digits before the decimal point of a number as JSON and most languages write it, by its value and exactly: '1234' for
 * `1.2345e3`. Empty for a number of none but zeros there, undefined for one of more than 19.
 */
export function exactInteger(source: string): string | undefined {
  const { whole = '', fraction = '', exponent = '0' } = NUMBER.exec(source)?.groups ?? {};
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  const significant = digits.replace(/^0+/, '');
  const length = point - (digits.length - significant.length);
  if (length > MAX_DIGITS) return significant === '' ? '' : undefined;
  return length <= 0 ? '' : significant.slice(0, length).padEnd(length, '0');
}

const NUMBER = /^-?(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:[eE](?<exponent>[+-]?\d+))?$/;
