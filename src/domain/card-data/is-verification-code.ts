/** True for the names, in any case, under which a card verification code travels; it may not rest anywhere (PCI DSS 3.3). */
export function isVerificationCode(key: string): boolean {
  return NAMES.has(key.toLowerCase());
}

const NAMES = new Set(['card-cvv', 'card-cvc', 'card-cid', 'card-security-code']);
