/** The best npm engine for topics and queues, alone in its process; prints its address once it listens. */
import { startFauxqs } from 'fauxqs';

const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
process.stdout.write(`${server.address}\n`);
