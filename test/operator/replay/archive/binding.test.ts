import fc from 'fast-check';
import {
  adoptedText,
  bindingOf,
  isSameStack,
  refuseOtherBucket,
  refuseOtherStack,
} from '../../../../src/operator/replay/archive/binding.ts';
import type { Binding, Checkpoint } from '../../../../src/operator/replay/archive/checkpoint.ts';
import type { DeployedStack } from '../../../../src/operator/stack/deployment.ts';

const SHOP = 'arn:aws:cloudformation:us-east-1:111122223333:stack/shop/1';
const OTHER = 'arn:aws:cloudformation:us-east-1:111122223333:stack/shop/2';
const here: Binding = { stackId: SHOP, endpoint: null, region: 'us-east-1' };
const checkpoint = (boundTo?: Binding): Checkpoint => ({
  version: 1,
  id: 'r',
  state: 'running',
  ...(boundTo === undefined ? {} : { boundTo }),
  bucket: 'archive',
  prefix: 'events/',
  from: '2026-11-20T00:00:00.000Z',
  to: '2026-11-21T00:00:00.000Z',
  lateMs: 0,
  policy: null,
  scope: 'MessageAttributes',
  destination: 'orders',
  limit: null,
  position: null,
  matched: 0,
  sent: 0,
  unsent: 0,
});
const refused = (message: string) => expect.objectContaining({ name: 'RequestError', message });

describe('what a replay is bound to', () => {
  it('is the root stack, and where there is none the endpoint and the Region', () => {
    const stack = (id: string): DeployedStack => ({
      name: 'shop',
      id,
      path: [],
      outputs: {},
      parameters: {},
      resources: [],
    });

    expect(bindingOf({ maxAttempts: 1, region: 'eu-west-1' }, { stacks: [stack(SHOP), stack(OTHER)] })).toEqual({
      stackId: SHOP,
      endpoint: null,
      region: 'eu-west-1',
    });
    expect(bindingOf({ maxAttempts: 1, endpoint: 'http://127.0.0.1:1' }, undefined)).toEqual({
      stackId: null,
      endpoint: 'http://127.0.0.1:1',
      region: null,
    });
  });

  it('is the same with the same id at whatever endpoint, and without ids at the same endpoint and Region', () => {
    const binding = fc.record({
      stackId: fc.constantFrom(null, SHOP, OTHER),
      endpoint: fc.constantFrom(null, 'http://127.0.0.1:1', 'http://127.0.0.1:2'),
      region: fc.constantFrom(null, 'us-east-1'),
    });
    fc.assert(
      fc.property(binding, binding, (a, b) => {
        const known = a.stackId !== null || b.stackId !== null;
        const same = known ? a.stackId === b.stackId : a.endpoint === b.endpoint && a.region === b.region;
        expect(isSameStack(a, b)).toBe(same);
        expect(isSameStack(b, a)).toBe(same);
      }),
    );
  });
});

describe('a replay that is gone on with', () => {
  it.each<[string, Binding, string]>([
    ['of another stack', { ...here, stackId: OTHER }, `the stack ${OTHER}`],
    ['of a local stack', { ...here, stackId: OTHER, endpoint: 'http://e' }, `the stack ${OTHER} at http://e`],
    ['of no stack', { ...here, stackId: null }, 'no stack, in us-east-1'],
    ['of no stack that is known', { stackId: null, endpoint: 'http://e', region: null }, 'no stack at http://e'],
  ])('is refused %s, with both named, adopted or not', (_, boundTo, named) => {
    for (const adopt of [true, false]) {
      expect(() => refuseOtherStack(checkpoint(boundTo), here, { adopt })).toThrow(
        refused(
          `the replay r was begun on ${named}, and this is the stack ${SHOP}: go on with it there, or begin one here under another id`,
        ),
      );
    }
  });

  it('is not refused on its own stack', () => {
    for (const adopt of [true, false]) {
      expect(() => refuseOtherStack(checkpoint(here), here, { adopt })).not.toThrow();
    }
  });

  it('and does not know its stack shows what it reads and where that would be, unless it is adopted', () => {
    expect(() => refuseOtherStack(checkpoint(), here, { adopt: false })).toThrow(
      refused(
        `the replay r does not say on which stack it was begun: it reads s3://archive and sends to orders; this is the stack ${SHOP}: if it was begun here, adopt goes on with it`,
      ),
    );
    expect(() => refuseOtherStack(checkpoint(), here, { adopt: true })).not.toThrow();
    expect(adoptedText(checkpoint(), here)((wish) => wish)).toBe(
      `the replay r belongs to the stack ${SHOP} from now on, and reads s3://archive`,
    );
  });

  it('is refused with another archive', () => {
    expect(() => refuseOtherBucket(checkpoint(here), 'archive')).not.toThrow();
    expect(() => refuseOtherBucket(checkpoint(here), 'another')).toThrow(
      refused(
        'the replay r reads s3://archive, and the archive here is s3://another: name the one it was begun with by bucket',
      ),
    );
  });
});
