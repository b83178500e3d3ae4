import * as v from 'valibot';

/** What `start`, `stop` and `status` report of the replay of the buffer. */
export const bufferReplay = v.strictObject({
  mapping: v.string(),
  state: v.string(),
  destination: v.string(),
  queue: v.string(),
  buffer: v.strictObject({ visible: v.number(), inFlight: v.number(), delayed: v.number() }),
  oldestSeconds: v.nullable(v.number()),
  batches: v.number(),
  sent: v.number(),
  failed: v.number(),
  rate: v.nullable(v.number()),
  etaSeconds: v.nullable(v.number()),
});

/** Every event that the buffer holds, whatever its state. */
export function heldIn({ buffer }: v.InferOutput<typeof bufferReplay>): number {
  return buffer.visible + buffer.inFlight + buffer.delayed;
}
