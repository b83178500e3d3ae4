import type { SendPutRecordBatch } from '../../src/aws/put-records.ts';

/** How Firehose behaves on one call: takes all, refuses some by a repeated pattern, fails, or never answers. */
export type Behaviour =
  | { kind: 'take' }
  | { kind: 'partial'; refused: readonly boolean[] }
  | { kind: 'fail'; name: string }
  | { kind: 'hang' };

/**
 * A send function that behaves as told, call by call, then takes everything; its time is its own. A record whose text
 * is in `poison` makes the whole call an InvalidArgumentException, as one that Firehose cannot read does.
 */
export function scriptedFirehose(
  script: readonly Behaviour[],
  { limitMs = 60_000, latencyMs = 10, poison = '' }: { limitMs?: number; latencyMs?: number; poison?: string } = {},
) {
  let now = 0;
  const calls: string[][] = [];
  const taken: string[] = [];
  const pauses: number[] = [];
  const timers: { ms: number; ring: () => void }[] = [];

  const send: SendPutRecordBatch = async (command) => {
    const records = (command.input.Records ?? []).map(({ Data }) => Buffer.from(Data ?? []).toString());
    const behaviour = script[calls.length] ?? { kind: 'take' };
    calls.push(records);
    now += latencyMs;
    if (poison !== '' && records.some((record) => record.includes(poison))) throw named('InvalidArgumentException');
    if (behaviour.kind === 'fail') throw named(behaviour.name);
    if (behaviour.kind === 'hang') {
      const timer = timers.pop();
      now += timer?.ms ?? 0;
      timer?.ring();
      return new Promise(() => {});
    }
    const RequestResponses = records.map((record, index) => {
      const refused = behaviour.kind === 'partial' && behaviour.refused[index % behaviour.refused.length];
      if (refused) return { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' };
      taken.push(record);
      return { RecordId: `${taken.length}` };
    });
    return {
      FailedPutCount: RequestResponses.filter(({ RecordId }) => RecordId === undefined).length,
      RequestResponses,
    };
  };
  const sleep = (ms: number, signal?: AbortSignal) => {
    if (signal) return new Promise<void>((ring) => timers.push({ ms, ring }));
    pauses.push(ms);
    now += ms;
    return Promise.resolve();
  };
  return { send, sleep, calls, taken, pauses, remainingMs: () => limitMs - now };
}

function named(name: string): Error {
  return Object.assign(new Error(`Scripted ${name}.`), { name });
}
