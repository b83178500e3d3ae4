import fc from 'fast-check';
import { createFrameReader, frameOf } from '../../../../src/local/lambda/isolates/message-frames.ts';

test('messages come out as they went in, wherever their bytes are parted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), { maxLength: 5 }),
      fc.array(fc.nat(30), { minLength: 1 }),
      (messages, cuts) => {
        const heard: unknown[] = [];
        const read = createFrameReader((message) => heard.push(message));
        const bytes = Buffer.concat(messages.map(frameOf));
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const length = cuts[turn % cuts.length] || bytes.length;
          read(bytes.subarray(at, at + length));
          at += length;
        }
        expect(heard).toEqual(messages.map((message) => JSON.parse(JSON.stringify(message))));
      },
    ),
  );
});

test('a message of megabytes is put together from its chunks once', () => {
  const heard: unknown[] = [];
  const read = createFrameReader((message) => heard.push(message));
  const message = { text: 'é'.repeat(15_000_000) };
  const bytes = frameOf(message);

  for (let at = 0; at < bytes.length; at += 1000) read(bytes.subarray(at, at + 1000));

  expect(heard).toEqual([message]);
});

test.each([
  ['a length beyond any message', Buffer.from('AAAA')],
  ['a frame without JSON', Buffer.from('\0\0\0\x01{', 'latin1')],
  ['an empty frame', Buffer.alloc(4)],
])('%s is refused', (_, bytes) => {
  expect(() => createFrameReader(() => {})(bytes)).toThrow();
});
