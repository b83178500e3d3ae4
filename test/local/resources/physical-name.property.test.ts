import fc from 'fast-check';
import { physicalName, stableUuid } from '../../../src/local/resources/physical-name.ts';

const logicalId = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,80}$/);
const stackName = fc.stringMatching(/^[a-z][A-Za-z0-9-]{0,100}$/);
const limit = fc.constantFrom(28, 63, 64, 80, 128, 256);

describe('a generated name', () => {
  test('keeps to the limit of its type and shows both the stack and the logical id', () => {
    fc.assert(
      fc.property(stackName, logicalId, limit, (stack, id, most) => {
        const name = physicalName(stack, id, most);

        expect(name.length).toBeLessThanOrEqual(most);
        expect(name).toMatch(/^[a-z][A-Za-z0-9-]*-[A-Z][A-Za-z0-9]*-[0-9A-F]{8}$/);
        expect(name[0]).toBe(stack[0]);
        expect(name.split('-').at(-2)).toBe(id.slice(0, name.split('-').at(-2)?.length));
        expect(physicalName(stack, id, most, 'lower case')).toBe(name.toLowerCase());
      }),
    );
  });

  test('differs for another stack or another logical id, however it is cut', () => {
    fc.assert(
      fc.property(stackName, logicalId, logicalId, limit, (stack, a, b, most) => {
        fc.pre(a !== b);

        expect(physicalName(stack, a, most)).not.toBe(physicalName(stack, b, most));
        expect(physicalName(`${stack}x`, a, most)).not.toBe(physicalName(stack, a, most));
      }),
    );
  });

  test('is whole when there is room', () => {
    expect(physicalName('shop', 'OrdersQueue', 80)).toMatch(/^shop-OrdersQueue-[0-9A-F]{8}$/);
  });
});

test('a UUID made of a text is a UUID, and the same for the same text', () => {
  expect(stableUuid('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(stableUuid('a')).toBe(stableUuid('a'));
  expect(stableUuid('a')).not.toBe(stableUuid('b'));
});
