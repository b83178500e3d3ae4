/** What Lambda and Firehose bill for events of 1 KiB by three backups, by the local stack's own counters. */
import { join } from 'node:path';
import { billOf } from '../../src/domain/cost/bill.ts';
import { measuredUnits } from '../../src/domain/cost/measured-units.ts';
import { ROOT, runScript, type StackProcess, startStackProcess } from './stack-process.ts';

/** Dollars a million events for Lambda and Firehose, and how many times less than one PutRecord per event, in batches of ten. */
export interface CostFigures {
  readonly body: number;
  readonly envelope: number;
  readonly classic: number;
  readonly bodySaving: number;
  readonly envelopeSaving: number;
}

/**
 * Publishes to one backup after the other. Every call of Firehose takes as long as one does on AWS: functions are billed for
 * waiting, and locally there is nothing to wait for.
 */
export async function costFigures({ firehoseMs = 25 } = {}): Promise<CostFigures> {
  const stack = await startStackProcess(['--template', join(ROOT, 'test/support/classic-backup/template.yaml')]);
  try {
    const rule = { service: 'firehose', operation: '*', kind: 'latency', rate: 1, ms: firehoseMs };
    await fetch(`${stack.awsUrl}/_local/faults`, { method: 'POST', body: JSON.stringify({ seed: 1, rules: [rule] }) });
    const body = await measure(stack, {
      name: 'Body',
      events: 20_000,
      functionName: /BodyBackup/,
      architecture: 'arm64',
    });
    const envelope = await measure(stack, {
      name: 'Envelope',
      events: 20_000,
      functionName: /EnvelopeBackup/,
      architecture: 'arm64',
    });
    const classic = await measure(stack, {
      name: 'Classic',
      events: 4000,
      functionName: /ClassicFunction/,
      architecture: 'x86_64',
    });
    return { body, envelope, classic, bodySaving: classic / body, envelopeSaving: classic / envelope };
  } finally {
    await stack.stop();
  }
}

async function measure(
  stack: StackProcess,
  {
    name,
    events,
    functionName,
    architecture,
  }: { name: string; events: number; functionName: RegExp; architecture: 'arm64' | 'x86_64' },
): Promise<number> {
  await runScript('publish-load.ts', [stack.awsUrl, output(stack, `${name}TopicArn`), '0', String(events)]);
  await stack.flush();
  const { functions, streams, queues } = await stack.metrics();
  const run = Object.entries(functions).find(([physicalName]) => functionName.test(physicalName))?.[1];
  const stream = streams[output(stack, `${name}StreamName`)];
  const queue = queues[output(stack, `${name}QueueName`)];
  if (!run || !stream || !queue) throw new Error(`the stack counts no ${name} backup`);
  const { withoutQueue } = billOf(measuredUnits({ ...run, ...stream, ...queue, architecture }));
  return (withoutQueue / events) * 1_000_000;
}

function output({ outputs }: StackProcess, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`the template has no output ${name}`);
  return value;
}
