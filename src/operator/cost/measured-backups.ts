import * as v from 'valibot';
import type { BackupCounters } from '../../domain/cost/measured-units.ts';
import { recordOf } from '../../domain/record-of.ts';
import type { Operator } from '../operator.ts';
import { type Deployment, outputsOf, resourcesOf } from '../stack/deployment.ts';

const Metrics = v.object({
  functions: recordOf(v.object({ invocations: v.number(), billedMs: v.number(), memoryMB: v.number() })),
  streams: recordOf(v.object({ billedBytes: v.number() })),
  queues: recordOf(v.object({ sent: v.number(), received: v.number(), deleted: v.number() })),
});

/** A backup of the stack, with what the stack has counted of it. */
export interface MeasuredBackup {
  readonly name: string;
  readonly counters: BackupCounters;
}

/** Reads what a local stack has counted of each of its backups; none where the endpoint counts nothing, as AWS's do not. */
export async function readMeasuredBackups(
  { connection }: Pick<Operator, 'connection'>,
  deployment: Deployment,
): Promise<MeasuredBackup[]> {
  if (connection.endpoint === undefined) return [];
  const response = await fetch(`${connection.endpoint}/_local/metrics`);
  const read = v.safeParse(Metrics, response.ok ? await response.json().catch(() => undefined) : undefined);
  if (!read.success) return [];
  const { functions, streams, queues } = read.output;
  const backups = new Set(outputsOf(deployment, 'BackupStreamName'));
  return resourcesOf(deployment, 'AWS::KinesisFirehose::DeliveryStream')
    .filter(({ physicalId }) => backups.has(physicalId))
    .flatMap(({ physicalId, stack, name }) => {
      const forwarder = stack.resources.find(({ logicalId }) => logicalId === 'ForwardToFirehoseFunction');
      const run = functions[forwarder?.physicalId ?? ''];
      const stream = streams[physicalId];
      const queue = queues[stack.outputs['QueueName'] ?? ''];
      if (run === undefined || stream === undefined || queue === undefined) return [];
      return [{ name, counters: { ...run, ...stream, ...queue, architecture: 'arm64' } }];
    });
}
