/**
 * Stands in for DynamoDB's time to live: items whose attribute lies in the past are deleted, by the stack's clock.
 * AWS takes up to days; here a sweep runs every local hour, and when the clock is moved past one.
 */
import type { Timer } from '../clock.ts';
import { placeOfItem, type TableRoom } from './operations/table-room.ts';
import type { TableDefinition } from './store/definitions.ts';

export interface Sweeper {
  /** Deletes every item that has expired by now; resolves how many. One sweep at a time. */
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

const SWEEP_EVERY_MS = 3_600_000;

/** Items deleted together before other work is let in. */
const PAGE = 200;

/** An expiry more than five years past is taken for a mistake and not honoured (DynamoDB guide, "Using time to live"). */
const TOO_OLD_SECONDS = 5 * 365 * 86_400;

/** Sweeps the tables that have a time to live until stopped. */
export function createSweeper(room: TableRoom, warn: (line: string) => void): Sweeper {
  const { clock, database } = room.context;
  let timer: Timer | undefined;
  let stopped = false;
  let running: Promise<number> | undefined;

  const sweepPage = (table: TableDefinition): number => {
    const seconds = Math.floor(clock.now() / 1000);
    const items = room.items.expired(table, [seconds - TOO_OLD_SECONDS, seconds], PAGE);
    for (const item of items) room.change(table, placeOfItem(table, item), item, undefined, true);
    return items.length;
  };
  const sweepAll = async () => {
    let deleted = 0;
    for (const { name } of room.definitions.all()) {
      let page: number;
      do {
        const table = stopped ? undefined : room.definitions.get(name);
        page = table?.timeToLive === undefined ? 0 : sweepPage(table);
        deleted += page;
        await database.committed();
      } while (page === PAGE);
    }
    return deleted;
  };
  const sweep = () => {
    running ??= sweepAll().finally(() => {
      running = undefined;
    });
    return running;
  };
  const arm = () => {
    if (stopped) return;
    timer = clock.after(SWEEP_EVERY_MS, () => {
      sweep()
        .catch((error: unknown) => warn(`Expired items could not be deleted: ${String(error)}`))
        .finally(arm);
    });
  };
  arm();
  return {
    sweep,
    async stop() {
      stopped = true;
      timer?.cancel();
      await running?.catch(() => {});
    },
  };
}
