/** `npm run demo`: the exercises one after another on a shop of their own; exit code 0 only if every one held. */
import { ExerciseFailed, say } from './checks.ts';
import { backUpWithoutCardData } from './exercises/back-up-without-card-data.ts';
import { healByReplay } from './exercises/heal-by-replay.ts';
import { searchLargeOrders } from './exercises/search-large-orders.ts';
import { storeOrders } from './exercises/store-orders.ts';
import { makeOrders } from './orders.ts';
import { openShop } from './shop.ts';

const placed = makeOrders('demo', 24);
const exercises = [
  { title: 'Orders are posted and stored', run: storeOrders, orders: placed },
  { title: 'The backup holds them all, without card data', run: backUpWithoutCardData, orders: placed },
  { title: 'Only orders of 100 and more are searchable', run: searchLargeOrders, orders: placed },
  { title: 'A bug corrupts orders, a replay heals them', run: healByReplay, orders: makeOrders('bug', 12) },
];

say('Starting a shop on free ports …');
const shop = await openShop();
let failed = 0;
try {
  for (const [n, { title, run, orders }] of exercises.entries()) {
    say(`\n${n + 1}. ${title}`);
    try {
      await run(shop, orders);
    } catch (error) {
      failed++;
      say(`   ✗ ${error instanceof ExerciseFailed ? error.message : String(error)}`);
    }
  }
} finally {
  await shop.stop();
}
say(
  failed === 0
    ? `\nAll ${exercises.length} exercises held.`
    : `\n${failed} of ${exercises.length} exercises did not hold.`,
);
process.exitCode = failed === 0 ? 0 : 1;
