import { createManualClock } from '../../../src/local/clock.ts';
import { ConnectionFault } from '../../../src/local/errors.ts';
import { createFaults } from '../../../src/local/faults/index.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
const rule = { service: 'sqs', operation: 'SendMessage', kind: 'error', rate: 1 } as const;

describe('faults', () => {
  const outcomes = async (seed: number): Promise<string[]> => {
    const faults = createFaults(createManualClock());
    faults.replace({ seed, rules: [{ ...rule, kind: 'throttle', rate: 0.3 }] });
    const calls = Array.from({ length: 200 }, () => faults.pass('sqs', 'SendMessage'));
    return Promise.all(
      calls.map((call) =>
        Promise.resolve(call).then(
          () => 'ok',
          (error) => error.code,
        ),
      ),
    );
  };

  it('fail the stated share of calls, the same ones for the same seed', async () => {
    const [first, again, other] = await Promise.all([outcomes(7), outcomes(7), outcomes(8)]);

    const throttled = first.filter((outcome) => outcome === 'RequestThrottled').length;
    expect(throttled).toBeGreaterThan(40);
    expect(throttled).toBeLessThan(80);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('leave other services, operations and resources alone', async () => {
    const faults = createFaults(createManualClock());
    faults.replace({ rules: [{ ...rule, resource: 'orders' }] });

    expect(faults.pass('sns', 'SendMessage', 'orders')).toBeUndefined();
    expect(faults.pass('sqs', 'ReceiveMessage', 'orders')).toBeUndefined();
    expect(faults.pass('sqs', 'SendMessage', 'other')).toBeUndefined();
    await expect(faults.pass('sqs', 'SendMessage', 'orders')).rejects.toMatchObject({
      code: 'InternalError',
      status: 500,
    });
  });

  it('hold a call back by local time', async () => {
    const clock = createManualClock();
    const faults = createFaults(clock);
    faults.replace({ rules: [{ ...rule, operation: '*', kind: 'latency', ms: 5000 }] });
    let passed = false;
    const call = Promise.resolve(faults.pass('sqs', 'Anything')).then(() => {
      passed = true;
    });

    clock.advance(4999);
    await turn();
    expect(passed).toBe(false);
    clock.advance(1);
    await call;

    expect(passed).toBe(true);
  });

  it('end the waiting of calls when they are cleared', async () => {
    const faults = createFaults(createManualClock());
    faults.replace({ rules: [{ ...rule, kind: 'latency', ms: 5000 }] });
    const slow = faults.pass('sqs', 'SendMessage');
    faults.replace({ rules: [{ ...rule, kind: 'timeout' }] });
    const lost = faults.pass('sqs', 'SendMessage');

    faults.clear();

    await expect(slow).resolves.toBeUndefined();
    await expect(lost).rejects.toBeInstanceOf(ConnectionFault);
  });

  it('break the connection on reset', async () => {
    const faults = createFaults(createManualClock());
    faults.replace({ rules: [{ ...rule, kind: 'reset' }] });

    await expect(faults.pass('sqs', 'SendMessage')).rejects.toBeInstanceOf(ConnectionFault);
  });

  it('hand a partial fault to the batch operation, and nothing after they are cleared', async () => {
    const faults = createFaults(createManualClock());
    faults.replace({ rules: [{ ...rule, operation: 'SendMessageBatch', kind: 'partial', rate: 1 }] });
    const partial = await faults.pass('sqs', 'SendMessageBatch');
    expect(partial?.failNext()).toBe(true);

    faults.clear();

    expect(faults.pass('sqs', 'SendMessageBatch')).toBeUndefined();
    expect(faults.list()).toEqual({ seed: 1, rules: [] });
  });

  it.each([
    ['an unknown kind', { rules: [{ ...rule, kind: 'explode' }] }, 'rules.0.kind'],
    ['a rate above one', { rules: [{ ...rule, rate: 2 }] }, 'rules.0.rate'],
    ['an unknown service', { rules: [{ ...rule, service: 'ec2' }] }, 'rules.0.service'],
    ['a misspelt field', { rules: [{ ...rule, chance: 1 }] }, 'rules.0.chance'],
    ['no list', {}, 'rules'],
  ])('refuse %s and say where', (_case, list, path) => {
    const faults = createFaults(createManualClock());

    expect(() => faults.replace(list)).toThrow(path);
    expect(faults.list().rules).toEqual([]);
  });
});
