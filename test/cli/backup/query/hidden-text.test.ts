import { hiddenText } from '../../../../src/cli/backup/query/hidden-text.ts';

test('a clash names each key by the expression that reaches it', () => {
  expect(hiddenText({ reason: 'case', expressions: ["_event->'/Status'", "_event->'/status'"] })).toBe(
    "an event has several keys that differ in case alone, which SQL takes for one column; each by itself is _event->'/Status' and _event->'/status'",
  );
});

test('a key without a column is named by the expression that reaches it', () => {
  expect(hiddenText({ reason: 'name', expressions: ["_event->'/'"] })).toBe(
    "the bodies have a key that no column can be named after; it is _event->'/'",
  );
});
