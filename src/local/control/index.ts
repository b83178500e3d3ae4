/**
 * The local stack's own controls under `/_local`, which AWS does not have: health, outputs, flush, clock, metrics, faults.
 * They change how the stack runs, never what it holds.
 */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import type { ServiceRequest, ServiceResponse } from '../endpoint/service.ts';
import { UsageError } from '../errors.ts';
import type { Faults } from '../faults/index.ts';
import type { FlushResult } from './flush.ts';

/** What the controls act on. */
export interface Controlled {
  /** `starting` until the template is deployed. */
  state(): 'starting' | 'ready';
  outputs(): Record<string, string>;
  flush(stream?: string): Promise<FlushResult>;
  hasStream(name: string): boolean;
  metrics(): object;
  readonly clock: Clock;
  readonly faults: Faults;
}

type Control = (request: ServiceRequest) => ServiceResponse | Promise<ServiceResponse>;

const advanceSchema = v.strictObject({
  advanceSeconds: v.pipe(v.number(), v.minValue(0), v.maxValue(10 * 366 * 86_400)),
});

/** Serves `/_local/…`; bad input is a 400 and an unknown path a 404, both with `{"message"}`. */
export function createControl(controlled: Controlled): (request: ServiceRequest) => Promise<ServiceResponse> {
  const { clock, faults } = controlled;
  const time = () =>
    json(200, {
      now: new Date(clock.now()).toISOString(),
      advancedSeconds: clock.advanced() / 1000,
      speed: clock.speed,
    });
  const routes: Readonly<Record<string, Control>> = {
    'GET /_local/health': () => json(controlled.state() === 'ready' ? 200 : 503, { status: controlled.state() }),
    'GET /_local/outputs': () => json(200, controlled.outputs()),
    'GET /_local/metrics': () => json(200, controlled.metrics()),
    'POST /_local/flush': async ({ query }) => {
      const stream = query.get('stream') ?? undefined;
      if (stream !== undefined && !controlled.hasStream(stream)) {
        return json(404, { message: `There is no stream called ${stream}; GET /_local/metrics lists them.` });
      }
      const { settled, ...result } = await controlled.flush(stream);
      return json(settled ? 200 : 504, result);
    },
    'GET /_local/clock': time,
    'POST /_local/clock': (request) => {
      clock.advance(parseBody(request, advanceSchema, '{"advanceSeconds": N}').advanceSeconds * 1000);
      return time();
    },
    'GET /_local/faults': () => json(200, faults.list()),
    'POST /_local/faults': (request) => json(200, faults.replace(parseBody(request, v.unknown(), '{"seed","rules"}'))),
    'DELETE /_local/faults': () => {
      faults.clear();
      return json(200, faults.list());
    },
  };
  return async (request) => {
    const route = routes[`${request.method} ${request.path}`];
    if (!route)
      return json(404, {
        message: `There is no ${request.method} ${request.path}; there are ${Object.keys(routes).join(', ')}.`,
      });
    if (controlled.state() !== 'ready' && !request.path.endsWith('/health'))
      return json(503, { status: controlled.state() });
    try {
      return await route(request);
    } catch (error) {
      if (error instanceof UsageError) return json(400, { message: error.message });
      throw error;
    }
  };
}

function json(status: number, body: object): ServiceResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function parseBody<const TSchema extends v.GenericSchema>(
  request: ServiceRequest,
  schema: TSchema,
  expected: string,
): v.InferOutput<TSchema> {
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8'));
  } catch (cause) {
    throw new UsageError(`The body is not JSON; expected ${expected}.`, { cause });
  }
  const parsed = v.safeParse(schema, value);
  if (!parsed.success)
    throw new UsageError(`${parsed.issues[0]?.message ?? 'The body is wrong'}; expected ${expected}.`);
  return parsed.output;
}
