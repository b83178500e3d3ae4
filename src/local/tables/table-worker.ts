/**
 * The thread in which dynalite runs, so that its work does not hold up the stack's event loop.
 * It stands in for DynamoDB's own hosts; one thread serves every table, so it is no faster than one core.
 */
import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { openTableEngine } from './dynalite-engine.ts';
import { callSchema } from './table-thread.ts';

const options = v.parse(v.object({ folder: v.string(), accountId: v.string(), region: v.string() }), workerData);
const engine = await openTableEngine(options);

parentPort?.on('message', async (message: unknown) => {
  const { id, operation, input } = v.parse(callSchema, message);
  try {
    if (operation === 'close') {
      await engine.close();
      parentPort?.postMessage({ id, status: 200, body: '' });
      parentPort?.close();
      return;
    }
    parentPort?.postMessage({ id, ...(await engine.call(operation, input)) });
  } catch (error) {
    parentPort?.postMessage({ id, status: 500, body: String(error) });
  }
});
parentPort?.postMessage({ id: 0, status: 200, body: 'open' });
