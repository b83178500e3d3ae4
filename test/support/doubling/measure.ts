/** How often the time of a function is taken at each size; the shortest counts, since whatever else runs only adds to it. */
const RUNS = 2;

/** Shorter times are those of the clock and the collector as much as of the function. */
const FLOOR_MS = 2;

const SIZES = [256, 128, 64, 32, 16].map((kilobytes) => kilobytes * 1024);

/** By how much the time of a function grows as its input doubles; undefined where it stays too short to tell. */
export function growth(call: (text: string) => unknown, shape: (length: number) => string): number | undefined {
  const points: { size: number; ms: number }[] = [];
  for (const size of SIZES) {
    const text = shape(size);
    const ms = shortest(() => call(text));
    if (ms < FLOOR_MS) break;
    points.push({ size, ms });
  }
  if (points.length < 2) return undefined;
  return 2 ** slope(points.map(({ size, ms }) => [Math.log(size), Math.log(ms)]));
}

/** The least growth of several measurements: of a linear function one is undisturbed, of a quadratic none is below four. */
export function leastGrowth(
  call: (text: string) => unknown,
  shape: (length: number) => string,
  { enough, tries = 4 }: { enough: number; tries?: number },
): number | undefined {
  let least: number | undefined;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const grown = growth(call, shape);
    if (grown === undefined) return undefined;
    least = Math.min(least ?? grown, grown);
    if (least <= enough) break;
  }
  return least;
}

/** Of the processor, so that what else runs on the machine does not count. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** The milliseconds of the shortest of a few runs; what a call throws is an answer too. */
export function shortest(call: () => unknown, runs = RUNS): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const began = process.cpuUsage();
    try {
      call();
    } catch {
      // Refused: that has taken its time as well.
    }
    least = Math.min(least, cpuMs(began));
    if (least < FLOOR_MS || least > 1000) break;
  }
  return least;
}

/** Of the line that fits best. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread;
}
