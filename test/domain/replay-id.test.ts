import { replayIdOf } from '../../src/domain/replay-id.ts';

const replay = (type: string, value: string) => replayIdOf({ attributes: { 'replay-id': { type, value } } });

test('the replay of an event is the one that it names, one of the buffer too', () => {
  expect(replay('String', 'r-1')).toBe('r-1');
  expect(replay('String', 'buffer:m-1')).toBe('buffer:m-1');
});

test('the replay of an event without a name is the original', () => {
  expect(replayIdOf({ attributes: {} })).toBe('original');
  expect(replay('String', '')).toBe('original');
  expect(replay('Binary', 'AAEC')).toBe('original');
  expect(replayIdOf({ attributes: Object.create({ 'replay-id': { type: 'String', value: 'inherited' } }) })).toBe(
    'original',
  );
});
