/** `npm run bench`: the figures of the README, measured on this machine; ratios in one run, absolute times only as a guide. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSizes } from './bundle-sizes.ts';
import { ROOT, startStackProcess } from './stack-process.ts';
import { baselineRate, forkRate, publish } from './throughput.ts';

interface Figure {
  what: string;
  measured: string;
  target: string;
  reached: boolean;
}

const figures: Figure[] = [];
const note = (what: string, value: number, unit: string, target: number, atLeast = false) => {
  const reached = atLeast ? value >= target : value <= target;
  const measured = `${value >= 100 ? value.toFixed(0) : value.toFixed(2)} ${unit}`;
  figures.push({ what, measured, target: `${atLeast ? '≥' : '≤'} ${target} ${unit}`, reached });
  process.stdout.write(`${reached ? '✓' : '✗'} ${what}: ${measured}\n`);
};

await readyTimes();
await memory();
await throughput();
for (const [name, bytes] of await bundleSizes()) note(`bundle ${name}`, bytes / 1000, 'KB', 450);
console.table(figures);

async function readyTimes(): Promise<void> {
  rmSync(join(ROOT, 'node_modules', '.cache', 'event-fork-pipelines'), { recursive: true, force: true });
  const times: number[] = [];
  for (let run = 0; run < 4; run++) {
    const stack = await startStackProcess();
    times.push(stack.readyMs / 1000);
    await stack.stop();
  }
  const [first = 0, ...next] = times;
  note('first start to Ready', first, 's', 4);
  note('later starts to Ready (median of three)', next.sort((a, b) => a - b)[1] ?? 0, 's', 2);
}

async function memory(): Promise<void> {
  const stack = await startStackProcess();
  note('memory before the first event', stack.rssMb(), 'MB', 200);
  await publish(stack, 0, 100);
  await fetch(stack.outputs['CheckoutApiUrl'] ?? '', {
    method: 'POST',
    body: (await import('./events.ts')).checkoutEvent(1_000_000),
  });
  await stack.flush();
  note('memory with every function warm', stack.rssMb(), 'MB', 300);
  await publish(stack, 100, 9_900);
  await stack.flush();
  const atTenThousand = stack.rssMb();
  await publish(stack, 10_000, 90_000);
  await stack.flush();
  note('growth from 10,000 to 100,000 events', stack.rssMb() - atTenThousand, 'MB', 100);
  await stack.stop();
}

/** Ours and the baseline in turn, three times each, so that a machine whose speed drifts is fair to both. */
async function throughput(): Promise<void> {
  const count = 4000;
  const ratios: { four: number; three: number }[] = [];
  for (let run = 0; run < 3; run++) {
    const four = await forkRate(count, 'four');
    const three = await forkRate(count, 'three');
    const baseline = await baselineRate(count);
    process.stdout.write(
      `  ${four.toFixed(0)} events/s through four forks, ${three.toFixed(0)} through three; baseline ${baseline.toFixed(0)}\n`,
    );
    ratios.push({ four: four / baseline, three: three / baseline });
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  note('events through four forks', median(ratios.map(({ four }) => four)), '× the baseline', 1, true);
  note('events through the three others', median(ratios.map(({ three }) => three)), '× the baseline', 1.5, true);
}
