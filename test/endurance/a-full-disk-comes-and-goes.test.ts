import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { mountSmallDisk } from '../support/small-disk.ts';
import { idsInLines, orderIds, repeated, type ShopUnderLoad, startShopUnderLoad } from './shop-under-load.ts';

const ROUNDS = 6;
const FULL_MS = 4000;
const FLAGS = ['--speed', '20'];
const disk = mountSmallDisk(128);
let shop: ShopUnderLoad | undefined;
afterAll(async () => {
  disk?.empty();
  await shop?.end('SIGKILL');
  disk?.unmount();
});

const onSmallDisk = disk === undefined ? test.skip : test;

onSmallDisk(
  `nothing acknowledged is lost to a disk that is full ${ROUNDS} times under load, once with kill -9 and once with a stop`,
  async () => {
    const flags = ['--data-dir', join(disk?.path ?? '', 'state'), ...FLAGS];
    const accepted: number[] = [];
    const said: string[] = [];
    const slow: number[] = [];
    let running = await startShopUnderLoad(flags);
    shop = running;
    for (let round = 0; round < ROUNDS; round++) {
      let isFull: Promise<void> | undefined;
      const current = running;
      accepted.push(
        ...(await current.publish(round * 100_000, 1500, (total) => {
          if (total < 400 + round * 100 || isFull) return;
          disk?.fill();
          isFull = (async () => {
            // Whatever is asked is answered, and soon.
            const began = performance.now();
            await fetch(current.urls.aws, { method: 'POST', body: 'Action=ListTopics' }).then((answer) =>
              answer.text(),
            );
            slow.push(performance.now() - began);
            await wait(FULL_MS);
            if (round === 2) await current.end('SIGKILL');
            if (round === 4) await current.end('SIGTERM');
            disk?.empty();
          })();
        })),
      );
      await isFull;
      if (round === 2 || round === 4) {
        said.push(...running.stderr);
        running = await startShopUnderLoad(flags);
        shop = running;
      }
    }
    for (let round = 0; round < 10; round++) {
      await running.advance(1000);
      await running.flush();
    }
    said.push(...running.stderr);

    const ids = new Set(orderIds(accepted));
    const counted = (await running.metrics()).queues;
    const replayQueue = running.output('ReplayQueueUrl').split('/').at(-1) ?? '';
    const archived = idsInLines(await running.archive());
    const searched = await running.documents();
    const orders = await running.orders();
    const replay = idsInLines(await running.takeAll(running.output('ReplayQueueUrl')));
    const missing = (list: readonly string[]) => {
      const there = new Set(list);
      return [...ids].filter((id) => !there.has(id));
    };
    process.stdout.write(
      `${said.join('\n')}\n${accepted.length} acknowledged, ${replay.length} held; twice: ${repeated(replay)} replay, ${repeated(archived)} archived, ${repeated(searched)} searched; ${said.length} lines; slowest answer ${Math.max(...slow).toFixed(0)} ms\n`,
    );
    // The first few of each are enough to go by.
    const lost = Object.entries({ replay, orders, archived, searched }).map(([fork, list]) => [
      fork,
      missing(list).length,
      ...missing(list).slice(0, 3),
    ]);
    expect(lost).toEqual([
      ['replay', 0],
      ['orders', 0],
      ['archived', 0],
      ['searched', 0],
    ]);
    expect(counted[replayQueue]?.held).toBe(replay.length);
    expect(said.length).toBeLessThan(ROUNDS * 60);
    expect(Math.max(...slow)).toBeLessThan(5000);
  },
);
