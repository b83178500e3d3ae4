/** Why a message is a dead letter, and when and in which function it became one. */
export const FAILURE_REASON = 'failure-reason';
export const FAILED_AT = 'failed-at';
export const FAILED_IN = 'failed-in';
/** The id that the message had on its queue: the same for all dead letters that were made of it, should one be sent twice. */
export const FAILED_MESSAGE_ID = 'failed-message-id';

const FAILURE_ATTRIBUTES = [FAILURE_REASON, FAILED_AT, FAILED_IN, FAILED_MESSAGE_ID];

/** Whether attributes tell of a failure: all four together do, any one may be the publisher's own. */
export function tellsOfFailure(attributes: Readonly<Record<string, unknown>>): boolean {
  return FAILURE_ATTRIBUTES.every((name) => Object.hasOwn(attributes, name));
}

/** The attributes without those that tell of a failure: a message that is sent again has not failed yet. */
export function withoutFailure<Attribute>(attributes: Readonly<Record<string, Attribute>>): Record<string, Attribute> {
  const told = new Set(tellsOfFailure(attributes) ? FAILURE_ATTRIBUTES : []);
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !told.has(name)));
}
