import { readArguments } from './arguments.ts';
import { roomsWithBars } from './rooms.ts';

test('without arguments every room that has a bar is tried whole', () => {
  expect(readArguments([], 7)).toEqual({
    rooms: roomsWithBars(),
    sample: undefined,
    seed: 7,
    runners: 2,
    fresh: false,
  });
});

test('rooms are given as they are called below src, or as a shell completes them', () => {
  const words = ['domain', 'src/local/queues/', './src/domain/arn.ts', '--sample', '40', '--seed', '0', '--fresh'];

  expect(readArguments(words, 7)).toEqual({
    rooms: ['domain', 'local/queues', 'domain/arn.ts'],
    sample: 40,
    seed: 0,
    runners: 2,
    fresh: true,
  });
});

test.each([
  [['../test'], "'../test' is no room"],
  [['src/../test'], "'src/../test' is no room"],
  [['/tmp'], "'/tmp' is no room"],
  [['src/'], "'src/' is no room"],
  [['domain', '--sample', 'abc'], "--sample is 'abc'; it is a whole number from 1"],
  [['domain', '--sample', '0'], "--sample is '0'"],
  [['domain', '--sample', ''], "--sample is ''"],
  [['domain', '--sample=-3'], "--sample is '-3'"],
  [['domain', '--seed', '1e3'], "--seed is '1e3'"],
  [['domain', '--seed', '4294967296'], 'from 0 to 4294967295'],
  [['domain', '--runners', '0'], "--runners is '0'; it is a whole number from 1 to 64."],
  [['domain', '--wat'], '--wat'],
])('%j is refused', (argv, message) => {
  expect(() => readArguments(argv, 7)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
  );
});
