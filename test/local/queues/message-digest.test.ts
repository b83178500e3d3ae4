import type { MessageAttributes } from '../../../src/domain/message-bytes.ts';
import { md5Of, md5OfAttributes } from '../../../src/local/queues/message-digest.ts';

const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const trace = Buffer.from('traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01');

describe('message digests', () => {
  // Digests that AWS returned for these very attributes.
  it.each<[string, MessageAttributes]>([
    ['4c360f3fdafd970e05fae2f149d997f5', { Hello: text('There'), General: text('Kenobi'), 'Help.Me': text('Me') }],
    ['fca026605781cb4126a1e9044df24232', { General: text('Kenobi'), Hello: text('There') }],
    ['a311262e065454b75da111d535b8dacd', { Hello: text('There') }],
    ['83fee93c1bcd8b9a5a923ffacdc636c7', { 'Help.Me': text('Me'), Hello: text('There') }],
    ['ae7155c6026991b6d54b11589678bf9c', { Foo: text('Bar') }],
    ['a45daa70926828a2f0a1db3418e6feb4', { k: text('x') }],
    ['8cbe4db156db8a94db8b801b7addb984', { attr1: { DataType: 'Binary', BinaryValue: trace.toString('base64') } }],
  ])('are AWS’s own: %s', (digest, attributes) => {
    expect(md5OfAttributes(attributes)).toBe(digest);
  });

  it('of a body are those of its UTF-8 bytes', () => {
    expect(md5Of('message-body-1')).toBe('19c9e282d65f9733bc6b35d50062c7ee');
    expect(md5Of('ü')).toBe('c03410a5204b21cd8229ff754688d743');
  });

  it('are absent without attributes', () => {
    expect(md5OfAttributes({})).toBeUndefined();
    expect(md5OfAttributes(undefined)).toBeUndefined();
  });
});
