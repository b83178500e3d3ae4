/** `forks backup query` over a million archived events: its time, and the memory of the whole command. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { checkoutEvent } from './events.ts';
import { ROOT, type StackProcess, startStackProcess } from './stack-process.ts';

export interface QueryFigures {
  readonly events: number;
  /** Seconds of the first query, with the objects fetched from the local stack. */
  readonly fetching: number;
  /** Seconds of a group-by that names fields never read before, from objects that are on this machine. */
  readonly first: number;
  /** Seconds of the same query again. */
  readonly repeated: number;
  /** The largest resident set of the three, in MB. */
  readonly memoryMb: number;
}

/** Archives events of 1 KiB as Firehose would, 5 MiB an object, and queries them by the command itself. */
export async function backupQueryFigures(events = 1_000_000): Promise<QueryFigures> {
  const stack = await startStackProcess();
  const cache = mkdtempSync(join(tmpdir(), 'forks-bench-'));
  try {
    await archive(stack, events);
    const query = (sql: string) => runQuery(stack, cache, sql);
    const fetching = await query('SELECT status, count(*) FROM events GROUP BY status');
    const sql =
      'SELECT customer.id, sum(payment.amount) AS total FROM events GROUP BY customer.id ORDER BY total DESC LIMIT 10';
    const first = await query(sql);
    const repeated = await query(sql);
    return {
      events,
      fetching: fetching.seconds,
      first: first.seconds,
      repeated: repeated.seconds,
      memoryMb: Math.max(fetching.memoryMb, first.memoryMb, repeated.memoryMb),
    };
  } finally {
    await stack.stop();
    rmSync(cache, { recursive: true, force: true });
  }
}

const EVENTS_PER_OBJECT = 3700;
const PUTS = 4;

async function archive(stack: StackProcess, events: number): Promise<void> {
  const s3 = new S3Client({
    endpoint: stack.awsUrl,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const pack = promisify<Buffer, { level: number }, Buffer>(gzip);
  const starts = Array.from(
    { length: Math.ceil(events / EVENTS_PER_OBJECT) },
    (_, n) => n * EVENTS_PER_OBJECT,
  ).values();
  const worker = async () => {
    for (const start of starts) {
      const time = new Date(Date.UTC(2026, 0) + (start / EVENTS_PER_OBJECT) * 60_000).toISOString();
      const lines: string[] = [];
      for (let n = start; n < Math.min(events, start + EVENTS_PER_OBJECT); n++) lines.push(envelope(n, time));
      await s3.send(
        new PutObjectCommand({
          Bucket: stack.outputs['BackupBucketName'],
          Key: objectKey(start, time),
          Body: await pack(Buffer.from(lines.join('')), { level: 1 }),
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: PUTS }, worker));
  s3.destroy();
}

function envelope(n: number, time: string): string {
  const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const attributes = `{"amount":{"type":"Number","value":"150"},"event-id":{"type":"String","value":"order-${n}"},"event-type":{"type":"String","value":"checkout"}}`;
  return `{"id":"${id}","publishedAt":"${time}","source":"arn:aws:sns:us-east-1:000000000000:shop-CheckoutTopic","attributes":${attributes},"event":${checkoutEvent(n)}}\n`;
}

function objectKey(start: number, time: string): string {
  const [date, hour] = [time.slice(0, 10), time.slice(11, 13)];
  const name = `${time.slice(0, 19).replace(/[T:]/g, '-')}-00000000-0000-4000-8000-${String(start).padStart(12, '0')}`;
  return `events/dt=${date}/hr=${hour}/shop-BackupStream-1-${name}.gz`;
}

/** Runs the command as an operator would, and asks the system for its memory. */
async function runQuery(
  stack: StackProcess,
  cache: string,
  sql: string,
): Promise<{ seconds: number; memoryMb: number }> {
  const begun = performance.now();
  const watch = `process.on('exit', () => process.stderr.write('maxRSS ' + process.resourceUsage().maxRSS))`;
  const child = spawn(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(watch)}`,
      join(ROOT, 'src/cli/forks.ts'),
      '--endpoint',
      stack.awsUrl,
      'backup',
      'query',
      sql,
      '--cache',
      cache,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  const memory = /maxRSS (\d+)/.exec(said)?.[1];
  if (code !== 0 || memory === undefined) throw new Error(`forks backup query ended with ${code}: ${said}`);
  return { seconds: (performance.now() - begun) / 1000, memoryMb: (Number(memory) * 1024) / 1e6 };
}
