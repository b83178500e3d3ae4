import { billedRequests, consumeRequests, sendRequests } from '../../../src/domain/cost/billed-requests.ts';

test('each 64 KB of a request is one, and an empty one too', () => {
  expect([0, 1, 65_536, 65_537, 131_072, 131_073].map(billedRequests)).toEqual([1, 1, 1, 2, 2, 3]);
});

test('an event is sent with 1000 bytes around its body', () => {
  expect([0, 64_536, 64_537].map(sendRequests)).toEqual([1, 1, 2]);
});

test('small events are received and deleted by tens, and larger ones by 64 KB of what is received', () => {
  expect(consumeRequests(0)).toBeCloseTo(0.2);
  expect(consumeRequests(5553)).toBeCloseTo(0.2);
  expect(consumeRequests(64_536)).toBeCloseTo(1.1);
  expect(consumeRequests(130_072)).toBeCloseTo(2.1);
});
