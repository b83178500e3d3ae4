import type { FirehoseClient, ProcessingConfiguration } from '@aws-sdk/client-firehose';
import { nameOfArn } from '../../domain/arn.ts';
import { describeStream } from '../describe/stream.ts';

/** Where a delivery stream keeps its events, and how it names their objects. */
export interface Archive {
  readonly bucket: string;
  /** As the stream has it, expressions included. */
  readonly prefix: string;
  readonly errorPrefix: string | undefined;
  /** In which the times in keys are, an IANA name. */
  readonly timeZone: string;
  /** How long an event waits in the stream at most, transformation included: an object's key can be so much older than its events. */
  readonly bufferMs: number;
}

/** Reads a stream's archive; undefined for a stream that delivers to something else than S3. */
export async function describeArchive(client: FirehoseClient, streamName: string): Promise<Archive | undefined> {
  const { destination } = await describeStream(client, streamName);
  const s3 = destination.ExtendedS3DestinationDescription;
  if (s3?.BucketARN === undefined) return undefined;
  const seconds = (s3.BufferingHints?.IntervalInSeconds ?? 300) + transformationSeconds(s3.ProcessingConfiguration);
  return {
    bucket: nameOfArn(s3.BucketARN),
    prefix: s3.Prefix ?? '',
    errorPrefix: s3.ErrorOutputPrefix,
    timeZone: s3.CustomTimeZone ?? 'UTC',
    bufferMs: seconds * 1000,
  };
}

function transformationSeconds(processing: ProcessingConfiguration | undefined): number {
  if (!processing?.Enabled) return 0;
  const waits = processing.Processors?.filter(({ Type }) => Type === 'Lambda').map(({ Parameters }) =>
    Number(Parameters?.find(({ ParameterName }) => ParameterName === 'BufferIntervalInSeconds')?.ParameterValue ?? 60),
  );
  return waits?.reduce((sum, wait) => sum + wait, 0) ?? 0;
}
