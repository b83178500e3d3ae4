import { createManualClock } from '../../../src/local/clock.ts';
import { createControl } from '../../../src/local/control/index.ts';
import type { ServiceRequest } from '../../../src/local/endpoint/service.ts';
import { createFaults } from '../../../src/local/faults/index.ts';

const call = async (control: ReturnType<typeof createControl>, method: string, url: string, body = '') => {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const request = { method, path: pathname, query: searchParams, headers: {}, body: Buffer.from(body), requestId: 'r' };
  const response = await control(request satisfies ServiceRequest);
  return { status: response.status, body: JSON.parse(String(response.body)) };
};

describe('the controls', () => {
  const clock = createManualClock(Date.UTC(2026, 0, 15));
  let state: 'starting' | 'ready' = 'ready';
  let settled = true;
  const flushed: Array<string | undefined> = [];
  const control = createControl({
    state: () => state,
    outputs: () => ({ Url: 'http://127.0.0.1' }),
    flush: async (stream) => {
      flushed.push(stream);
      return { delivered: { s: 2 }, waiting: { q: 1 }, failed: { s: 0 }, settled };
    },
    hasStream: (name) => name === 's',
    metrics: () => ({ queues: {} }),
    clock,
    faults: createFaults(clock),
  });

  it('tell health and outputs, and 503 until the stack is deployed', async () => {
    expect(await call(control, 'GET', '/_local/health')).toEqual({ status: 200, body: { status: 'ready' } });
    expect(await call(control, 'GET', '/_local/outputs')).toEqual({ status: 200, body: { Url: 'http://127.0.0.1' } });

    state = 'starting';
    expect(await call(control, 'GET', '/_local/health')).toEqual({ status: 503, body: { status: 'starting' } });
    expect((await call(control, 'POST', '/_local/flush')).status).toBe(503);
    state = 'ready';
  });

  it('flush everything or one stream, with what moved and what waits', async () => {
    const body = { delivered: { s: 2 }, waiting: { q: 1 }, failed: { s: 0 } };

    expect(await call(control, 'POST', '/_local/flush')).toEqual({ status: 200, body });
    expect(await call(control, 'POST', '/_local/flush?stream=s')).toEqual({ status: 200, body });
    expect((await call(control, 'POST', '/_local/flush?stream=other')).status).toBe(404);
    settled = false;
    expect(await call(control, 'POST', '/_local/flush')).toEqual({ status: 504, body });
    settled = true;
    expect(flushed).toEqual([undefined, 's', undefined]);
  });

  it('read the clock and move it', async () => {
    expect((await call(control, 'POST', '/_local/clock', '{"advanceSeconds":90}')).body).toEqual({
      now: '2026-01-15T00:01:30.000Z',
      advancedSeconds: 90,
      speed: 1,
    });
    expect((await call(control, 'GET', '/_local/clock')).body.now).toBe('2026-01-15T00:01:30.000Z');
  });

  it('set, show and clear the fault list', async () => {
    const rules = [{ service: 's3', operation: 'PutObject', kind: 'error', rate: 0.5 }];

    expect((await call(control, 'POST', '/_local/faults', JSON.stringify({ seed: 3, rules }))).body).toEqual({
      seed: 3,
      rules,
    });
    expect((await call(control, 'GET', '/_local/faults')).body).toEqual({ seed: 3, rules });
    expect((await call(control, 'DELETE', '/_local/faults')).body.rules).toEqual([]);
  });

  it.each([
    ['a clock that goes back', 'POST', '/_local/clock', '{"advanceSeconds":-1}', 400],
    ['a clock moved by a word', 'POST', '/_local/clock', '{"advanceSeconds":"1"}', 400],
    ['a body that is not JSON', 'POST', '/_local/clock', 'ten', 400],
    ['faults of an unknown service', 'POST', '/_local/faults', '{"rules":[{"service":"ec2"}]}', 400],
    ['an unknown path', 'GET', '/_local/nothing', '', 404],
    ['a wrong method', 'GET', '/_local/flush', '', 404],
  ])('refuse %s in words', async (_case, method, path, body, status) => {
    expect(await call(control, method, path, body)).toEqual({
      status,
      body: { message: expect.stringMatching(/.{15}/) },
    });
  });
});
