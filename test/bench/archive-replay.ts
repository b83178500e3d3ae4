/** How fast an archive replay reads, and in how much memory: a dry run over an archive of 1 KiB events, in a process of its own. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { envelopeLine } from '../../src/domain/framing/envelope.ts';
import { checkoutAttributes } from '../../src/domain/order/checkout-message.ts';
import { checkoutEvent } from './events.ts';
import { ROOT, type StackProcess, startStackProcess } from './stack-process.ts';

export interface ArchiveReplayFigures {
  readonly events: number;
  /** From the start of the command to its end. */
  readonly seconds: number;
  /** The most memory that the command had resident, in MB. */
  readonly rssMb: number;
}

const eventsAnObject = 10_000;
const start = Date.UTC(2026, 2, 1, 10);

/** Reads so many events without a rate cap, after a filter policy that a third of them pass. */
export async function archiveReplayFigures(events = 100_000): Promise<ArchiveReplayFigures> {
  const stack = await startStackProcess();
  try {
    await fillArchive(stack, events);
    const window = ['--from', new Date(start).toISOString(), '--to', new Date(start + 3_600_000).toISOString()];
    const policy = '{"event-id":[{"suffix":"0"},{"suffix":"3"},{"suffix":"7"}]}';
    const argv = ['--endpoint', stack.awsUrl, '--json', 'replay', 'archive', ...window, '--dry-run'];
    const { seconds, rssMb, output } = await timed([...argv, '--filter-policy', policy]);
    const { read, matched } = JSON.parse(output) as { read: number; matched: number };
    if (read !== events || matched !== (events * 3) / 10) throw new Error(`read ${read} and matched ${matched}`);
    return { events, seconds, rssMb };
  } finally {
    await stack.stop();
  }
}

/** Objects as Firehose would have written them: one for each 10,000 events, by the minute. */
async function fillArchive(stack: StackProcess, events: number): Promise<void> {
  const s3 = new S3Client({
    endpoint: stack.awsUrl,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  for (let first = 0; first < events; first += eventsAnObject) {
    const publishedAt = new Date(start + (first / eventsAnObject) * 60_000).toISOString();
    const lines = Array.from({ length: Math.min(eventsAnObject, events - first) }, (_, n) => {
      const orderId = `order-${first + n}`;
      const attributes = Object.entries(checkoutAttributes({ orderId, amount: '150' })).map(
        ([name, { DataType, StringValue }]) => [name, { type: DataType, value: StringValue }],
      );
      return `${envelopeLine({
        id: randomUUID(),
        publishedAt,
        source: stack.outputs['CheckoutTopicArn'] ?? '',
        subject: undefined,
        attributes: Object.fromEntries(attributes),
        body: checkoutEvent(first + n),
      })}\n`;
    });
    const time = publishedAt.slice(0, 19).replaceAll(/[T:]/g, '-');
    const Key = `events/dt=2026-03-01/hr=10/${stack.outputs['BackupStreamName']}-1-${time}-${randomUUID()}.gz`;
    const Body = gzipSync(lines.join(''), { level: 1 });
    await s3.send(new PutObjectCommand({ Bucket: stack.outputs['BackupBucketName'], Key, Body }));
  }
  s3.destroy();
}

function timed(argv: readonly string[]): Promise<{ seconds: number; rssMb: number; output: string }> {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'src', 'cli', 'forks.ts'), ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let rssMb = 0;
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  // The high-water mark only grows, so that looking at it now and then is enough.
  const looks = setInterval(() => {
    rssMb = Math.max(rssMb, highWaterMb(child.pid));
  }, 20);
  return new Promise((done, failed) => {
    child.once('exit', (code) => {
      clearInterval(looks);
      if (code === 0) done({ seconds: (performance.now() - begun) / 1000, rssMb, output });
      else failed(new Error(`forks ended with ${code}`));
    });
  });
}

function highWaterMb(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
