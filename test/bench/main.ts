/**
 * `npm run bench`: the figures of the README, measured on this machine; ratios in one run, absolute times only as a guide.
 * Names after `--` choose some of them: `npm run bench -- ready memory`.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { archiveReplayFigures } from './archive-replay.ts';
import { backupQueryFigures } from './backup-query.ts';
import { bundleSizes } from './bundle-sizes.ts';
import { costFigures } from './cost.ts';
import { checkoutEvent } from './events.ts';
import { searchFigures } from './search.ts';
import { ROOT, startStackProcess } from './stack-process.ts';
import { baselineRate, forkRate, publish } from './throughput.ts';

interface Figure {
  what: string;
  measured: string;
  target: string;
  reached: boolean;
}

const figures: Figure[] = [];

function figure(what: string, value: number, unit: string, bound: { atMost: number } | { atLeast: number }): void {
  const reached = 'atMost' in bound ? value <= bound.atMost : value >= bound.atLeast;
  const target = 'atMost' in bound ? `≤ ${bound.atMost} ${unit}` : `≥ ${bound.atLeast} ${unit}`;
  const measured = `${value >= 100 ? value.toFixed(0) : value.toFixed(2)} ${unit}`;
  figures.push({ what, measured, target, reached });
  process.stdout.write(`${reached ? '✓' : '✗'} ${what}: ${measured} (${target})\n`);
}

const sections: Record<string, () => Promise<void>> = {
  async ready() {
    for (const cache of ['event-fork-pipelines', 'compiled']) {
      rmSync(join(ROOT, 'node_modules', '.cache', cache), { recursive: true, force: true });
    }
    const times: number[] = [];
    for (let run = 0; run < 4; run++) {
      const stack = await startStackProcess();
      times.push(stack.readyMs / 1000);
      await stack.stop();
    }
    const [first = 0, ...later] = times;
    figure('first start to Ready', first, 's', { atMost: 4 });
    figure('later starts to Ready, median of three', median(later), 's', { atMost: 2 });
  },

  async memory() {
    const stack = await startStackProcess();
    figure('memory before the first event', stack.rssMb(), 'MB', { atMost: 200 });
    await publish(stack, 0, 100);
    await fetch(stack.outputs['CheckoutApiUrl'] ?? '', { method: 'POST', body: checkoutEvent(1_000_000) });
    await stack.flush();
    figure('memory with every function warm', stack.rssMb(), 'MB', { atMost: 300 });
    await publish(stack, 100, 9_900);
    await stack.flush();
    const atTenThousand = stack.rssMb();
    await publish(stack, 10_000, 90_000);
    await stack.flush();
    figure('growth from 10,000 to 100,000 events', stack.rssMb() - atTenThousand, 'MB', { atMost: 100 });
    await stack.stop();
  },

  /** Ours and the baseline in turn, three times each, so that a machine whose speed drifts is fair to both. */
  async throughput() {
    const count = 4000;
    const ratios: { four: number; three: number }[] = [];
    for (let run = 0; run < 3; run++) {
      const four = await forkRate(count, 'four');
      const three = await forkRate(count, 'three');
      const baseline = await baselineRate(count);
      const rates = [four, three, baseline].map((rate) => rate.toFixed(0));
      process.stdout.write(
        `  ${rates[0]} events/s through four forks, ${rates[1]} through three; baseline ${rates[2]}\n`,
      );
      ratios.push({ four: four / baseline, three: three / baseline });
    }
    figure('events through four forks', median(ratios.map(({ four }) => four)), '× the baseline', { atLeast: 1 });
    figure('events through the three others', median(ratios.map(({ three }) => three)), '× the baseline', {
      atLeast: 1.5,
    });
  },

  async bundles() {
    for (const [name, bytes] of await bundleSizes()) figure(`bundle ${name}`, bytes / 1000, 'KB', { atMost: 450 });
  },

  async cost() {
    const { bodySaving, envelopeSaving } = await costFigures();
    figure('Lambda and Firehose, one PutRecord an event over Body', bodySaving, '×', { atLeast: 7 });
    figure('Lambda and Firehose, one PutRecord an event over Envelope', envelopeSaving, '×', { atLeast: 5 });
  },

  async query() {
    const { first, repeated, memoryMb } = await backupQueryFigures();
    figure('group-by over 1,000,000 archived events', first, 's', { atMost: 3 });
    figure('the same again', repeated, 's', { atMost: 0.5 });
    figure('memory of the query', memoryMb, 'MB', { atMost: 1000 });
  },

  async replay() {
    const { seconds, rssMb } = await archiveReplayFigures();
    figure('dry run of an archive replay over 100,000 events', seconds, 's', { atMost: 20 });
    figure('memory of the archive replay', rssMb, 'MB', { atMost: 300 });
  },

  async search() {
    const { coldMs, warmMs, emptyRssMb, rssMb } = await searchFigures();
    figure('terms and avg over 100,000 documents, first time', coldMs, 'ms', { atMost: 150 });
    figure('the same aggregation again', warmMs, 'ms', { atMost: 150 });
    process.stdout.write(`  memory ${emptyRssMb.toFixed(0)} MB empty, ${rssMb.toFixed(0)} MB with the documents\n`);
  },
};

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(sections, name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no figure called ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}.\n`,
  );
  process.exit(2);
}
for (const [name, measure] of Object.entries(sections)) if (asked.length === 0 || asked.includes(name)) await measure();
console.table(figures);
