/** A process that races for locks: told a replay's id it tries, says what came of it, and holds on until it is told `free`. */
import { join } from 'node:path';
import { lockReplay } from '../../../../src/operator/replay/archive/lock.ts';

const folder = process.argv[2] ?? '';
let unlock: (() => void) | undefined;

process.on('message', (told) => {
  if (told === 'free') {
    unlock?.();
    unlock = undefined;
    process.send?.({ freed: true });
    return;
  }
  try {
    unlock = lockReplay(String(told), join(folder, String(told)));
    process.send?.({ won: true });
  } catch (error) {
    process.send?.({ won: false, reason: String(error) });
  }
});
process.send?.({ ready: true });
