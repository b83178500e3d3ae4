import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { idsInLines, orderIds, repeated, type ShopUnderLoad, startShopUnderLoad } from './shop-under-load.ts';

const ROUNDS = 100;
/** What is accepted in a round before the process is killed: another number in each, from 100 to 999. */
const momentOf = (round: number) => 100 + ((round * 337) % 900);
/** A round takes some seconds, and what is taken up again grows. */
const LIMIT_MS = 3_600_000;
const FLAGS = ['--speed', '20'];

describe('nothing acknowledged is lost to kill -9', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'forks-endurance-'));
  let shop: ShopUnderLoad | undefined;
  afterAll(async () => {
    await shop?.end('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(
    `under load, ${ROUNDS} times over one data folder`,
    async () => {
      const accepted: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const running = await startShopUnderLoad(['--data-dir', dataDir, ...FLAGS]);
        shop = running;
        // At another moment in every round: while publishing, while forks are full, while Firehose delivers.
        const moment = momentOf(round);
        accepted.push(
          ...(await running.publish(round * 100_000, 100_000, (total) => {
            if (total === moment) void running.end('SIGKILL');
          })),
        );
      }
      const last = await startShopUnderLoad(['--data-dir', dataDir, ...FLAGS]);
      shop = last;
      for (let round = 0; round < 10; round++) {
        await last.advance(1000);
        await last.flush();
      }

      const ids = new Set(orderIds(accepted));
      const missing = (list: readonly string[]) => {
        const there = new Set(list);
        return [...ids].filter((id) => !there.has(id));
      };
      const archived = idsInLines(await last.archive());
      const searched = await last.documents();
      const replay = idsInLines(await last.takeAll(last.output('ReplayQueueUrl')));
      const orders = await last.orders();

      process.stdout.write(
        `${accepted.length} acknowledged, ${replay.length} held; twice: ${repeated(replay)} replay, ${repeated(archived)} archived, ${repeated(searched)} searched\n`,
      );
      expect(accepted.length).toBeGreaterThan(ROUNDS * 500);
      const held = { replay, orders, archived, searched };
      expect(Object.entries(held).map(([fork, list]) => [fork, missing(list)])).toEqual(
        Object.keys(held).map((fork) => [fork, []]),
      );
      // What was accepted without an answer is in every fork or in none.
      expect(new Set(archived)).toEqual(new Set(replay));
      expect(new Set(orders)).toEqual(new Set(replay));
      expect(repeated(replay)).toBe(0);
      expect(repeated(orders)).toBe(0);
    },
    LIMIT_MS,
  );
});
