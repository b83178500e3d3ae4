import type { HiddenKeys } from '../../../operator/archive/query/hidden-keys.ts';

/** Says which keys no column shows by themselves, why, and how each is reached. */
export function hiddenText({ reason, expressions }: HiddenKeys): string {
  const reached = expressions.join(' and ');
  return reason === 'case'
    ? `an event has several keys that differ in case alone, which SQL takes for one column; each by itself is ${reached}`
    : `the bodies have a key that no column can be named after; it is ${reached}`;
}
