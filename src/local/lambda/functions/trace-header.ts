/** Makes X-Ray trace headers; nothing is sent to X-Ray, and nothing is sampled. */

/** `Root=1-<time>-<24 hex>;Parent=<16 hex>;Sampled=0` (X-Ray guide, "Tracing header"). */
export function newTraceHeader(now: number, id: string): string {
  const hex = id.replaceAll('-', '');
  const time = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0');
  return `Root=1-${time}-${hex.slice(0, 24)};Parent=${hex.slice(-16)};Sampled=0`;
}
