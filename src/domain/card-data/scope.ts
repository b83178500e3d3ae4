import { type CodeKeys, codeKeys } from './keys/code-keys.ts';

/** What is taken out of a text. */
export interface Scope {
  /** The members of a payment that are its card's. */
  readonly members: boolean;
  /** The digits of card numbers. */
  readonly numbers: boolean;
  /** The members that hold a verification code. */
  readonly codes: CodeKeys;
}

/** All card data. */
export function wholeScope(further?: readonly string[]): Scope {
  return { members: true, numbers: true, codes: codeKeys(further) };
}

/** Verification codes, and the digits of card numbers. */
export function maskingScope(further?: readonly string[]): Scope {
  return { members: false, numbers: true, codes: codeKeys(further) };
}

/** Verification codes alone. */
export function codesScope(further?: readonly string[]): Scope {
  return { members: false, numbers: false, codes: codeKeys(further) };
}
