/** DynamoDB and SQS keep numbers of at most 38 digits (DynamoDB guide, naming rules and data types). */
export const MAX_DIGITS = 38;

/**
 * A JSON number written out in full, without an exponent, numerically equal to its text (`4.5e2` is `450`); undefined
 * where that takes more than 38 digits. A text without an exponent keeps its spelling.
 */
export function plainDecimal(numberText: string): string | undefined {
  const [mantissa = '', exponentText = ''] = numberText.toLowerCase().split('e');
  const exponent = Number(exponentText);
  const [integer = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = `${integer}${fraction}`;
  if (/^0*$/.test(digits)) return mantissa.length > MAX_DIGITS ? undefined : mantissa;
  if (Math.abs(exponent) > 2 * MAX_DIGITS + digits.length) return undefined;

  const point = integer.length + exponent;
  const whole =
    digits
      .slice(0, Math.max(point, 0))
      .padEnd(point, '0')
      .replace(/^0+(?=\d)/, '') || '0';
  const part = point < 0 ? `${'0'.repeat(-point)}${digits}` : digits.slice(point);
  if (`${whole}${part}`.replace(/^0/, '').length > MAX_DIGITS || part.length > MAX_DIGITS) return undefined;
  return `${numberText.startsWith('-') ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`;
}

/** Whether a plain decimal has no more digits than are kept; zeros before and behind the others do not count. */
export function hasKeptDigits(decimal: string): boolean {
  const [integer = '', fraction = ''] = decimal.replace('-', '').split('.');
  return `${integer}${fraction}`.replace(/^0+|0+$/g, '').length <= MAX_DIGITS;
}

/** The exact sum of plain decimals. */
export function sumDecimals(decimals: readonly string[]): string {
  const scale = Math.max(0, ...decimals.map((decimal) => decimal.split('.')[1]?.length ?? 0));
  const sum = decimals.reduce((total, decimal) => {
    const [integer = '0', fraction = ''] = decimal.split('.');
    return total + BigInt(`${integer}${fraction.padEnd(scale, '0')}`);
  }, 0n);
  const digits = `${sum < 0n ? -sum : sum}`.padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return sum < 0n ? `-${text}` : text;
}
