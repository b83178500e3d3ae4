/** What is wrong with one part of a document, and where. */
export interface Problem {
  /** Dotted, with array indexes: `items.0.price`; empty for the document itself. */
  path: string;
  message: string;
}

/** So many problems of a document are told one by one. */
const MAX_PROBLEMS = 20;

/** A document that cannot be used, with everything that is wrong with it; never quotes the document. */
export class InvalidDocumentError extends Error {
  override readonly name = 'InvalidDocumentError';
  readonly problems: readonly Problem[];

  constructor(found: readonly Problem[], options: { cause?: unknown } = {}) {
    const more = found.length - MAX_PROBLEMS;
    // An answer has a limit of its own, which a problem for each of a thousand items would go beyond.
    const rest = more > 0 ? [{ path: '', message: `and ${more} more problems` }] : [];
    const problems = [...found.slice(0, MAX_PROBLEMS), ...rest];
    const list = problems.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)).join('; ');
    super(`The order is not valid: ${list}.`, options);
    this.problems = problems;
  }
}

/** A message that can never be sent on as it must be, however often it is tried. */
export class UnsendableMessageError extends Error {
  override readonly name = 'UnsendableMessageError';
}

/** An order that SNS would not take for its size. */
export class MessageTooLargeError extends Error {
  override readonly name = 'MessageTooLargeError';
}

/** A request with an idempotency key came again before its first answer was there. */
export class RequestInProgressError extends Error {
  override readonly name = 'RequestInProgressError';
}

/** An idempotency key came again with another order behind it. */
export class KeyReusedError extends Error {
  override readonly name = 'KeyReusedError';
}

/** Name and message of anything thrown, whichever realm made it: errors of other realms fail `instanceof`. */
export function reasonOf(error: unknown): string {
  const name = nameOf(error);
  return name === '' || name === 'Error' ? messageOf(error) : `${name}: ${messageOf(error)}`;
}

/** The message of anything thrown; what has none is its own. */
export function messageOf(error: unknown): string {
  return textOf(error, 'message') ?? String(error);
}

/** The name of anything thrown, empty where it has none. */
export function nameOf(error: unknown): string {
  return textOf(error, 'name') ?? '';
}

/** The code of anything thrown, as Node.js gives one (`ENOENT`); undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  return textOf(error, 'code');
}

function textOf(error: unknown, member: 'message' | 'name' | 'code'): string | undefined {
  if (typeof error !== 'object' || error === null || !(member in error)) return undefined;
  return String(Reflect.get(error, member));
}
