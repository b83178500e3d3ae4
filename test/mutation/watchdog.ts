/** A thread that ends its process when the deadline of the switch has passed: the main thread may be in an endless loop. */
import { workerData } from 'node:worker_threads';

const { deadline }: { deadline: Float64Array } = workerData;

setInterval(() => {
  if (Date.now() > (deadline[0] ?? 0)) process.kill(process.pid, 'SIGKILL');
}, 200);
