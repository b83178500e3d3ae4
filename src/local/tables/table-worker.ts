/**
 * The thread in which dynalite runs, so that its work does not hold up the stack's event loop.
 * It stands in for DynamoDB's own hosts; one thread serves every table, so it is no faster than one core.
 */
import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { openTableEngine } from './dynalite-engine.ts';
import { postTogether } from './post-together.ts';
import { callsSchema } from './table-calls.ts';

const options = v.parse(v.object({ folder: v.string(), accountId: v.string(), region: v.string() }), workerData);
const engine = await openTableEngine(options);

const answer = postTogether((answers: Array<{ id: number; status: number; body: string }>) =>
  parentPort?.postMessage(answers),
);

async function run({ id, operation, input }: { id: number; operation: string; input: string }): Promise<void> {
  try {
    if (operation === 'close') {
      await engine.close();
      parentPort?.postMessage([{ id, status: 200, body: '' }]);
      parentPort?.close();
      return;
    }
    answer({ id, ...(await engine.call(operation, input)) });
  } catch (error) {
    answer({ id, status: 500, body: String(error) });
  }
}

parentPort?.on('message', (message: unknown) => {
  for (const call of v.parse(callsSchema, message)) void run(call);
});
answer({ id: 0, status: 200, body: 'open' });
