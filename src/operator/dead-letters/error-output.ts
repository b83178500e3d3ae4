import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { readLineBatches } from '../../aws/archive/read-lines.ts';
import { describeStream } from '../../aws/describe/stream.ts';
import { errorKeyTest } from '../../domain/archive/error-key.ts';
import { errorPrefixOf, literalStart, prefixParts } from '../../domain/archive/prefix-parts.ts';
import { nameOfArn } from '../../domain/arn.ts';
import { parseJson } from '../../domain/json/parse-json.ts';

/** Where a delivery stream writes the records that it could not transform or deliver. */
export interface ErrorOutput {
  readonly bucket: string;
  /** Every key of the error output begins with it; other objects may too. */
  readonly keyPrefix: string;
  isError(key: string): boolean;
}

/** An object of the error output. */
export interface ErrorObject {
  readonly key: string;
  readonly size: number;
  readonly writtenAt: number;
}

/** A record as the error output keeps it. */
export interface FailedRecord {
  readonly line: number;
  /** The record as it was put to the stream. */
  readonly data: Buffer;
  readonly reason: string;
  readonly attempts: number;
  readonly arrivedAt: number;
}

/** Reads where a stream's error output goes; undefined for a stream whose destination is neither S3 nor OpenSearch. */
export async function describeErrorOutput(
  client: FirehoseClient,
  streamName: string,
): Promise<ErrorOutput | undefined> {
  const { destination } = await describeStream(client, streamName);
  const s3 =
    destination.ExtendedS3DestinationDescription ??
    destination.AmazonopensearchserviceDestinationDescription?.S3DestinationDescription;
  if (s3?.BucketARN === undefined) return undefined;
  const prefix = s3.Prefix ?? '';
  const errorPrefix = errorPrefixOf(s3.ErrorOutputPrefix, prefix);
  const isError = errorKeyTest(errorPrefix, prefix);
  return {
    bucket: nameOfArn(s3.BucketARN),
    keyPrefix: literalStart(prefixParts(errorPrefix)),
    // Several streams may share a bucket; an object's name begins with its stream's.
    isError: (key) => isError(key) && (key.split('/').at(-1) ?? '').startsWith(`${streamName}-`),
  };
}

/** Lists the objects of an error output, oldest key first. */
export async function* listErrorObjects(
  client: S3Client,
  { bucket, keyPrefix, isError }: ErrorOutput,
): AsyncGenerator<ErrorObject> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: keyPrefix })) {
    for (const { Key: key = '', Size: size = 0, LastModified } of Contents) {
      if (isError(key)) yield { key, size, writtenAt: LastModified?.getTime() ?? 0 };
    }
  }
}

const Line = v.object({
  rawData: v.string(),
  errorCode: v.optional(v.union([v.string(), v.number()]), ''),
  errorMessage: v.optional(v.string(), ''),
  attemptsMade: v.optional(v.union([v.string(), v.number()]), 0),
  arrivalTimestamp: v.optional(v.union([v.string(), v.number()]), 0),
});

/** Reads the records of an error object; a line that Firehose does not write is told by its number alone. */
export async function* readFailedRecords(
  client: S3Client,
  { bucket, key }: { bucket: string; key: string },
): AsyncGenerator<FailedRecord | { readonly line: number; readonly data: undefined }> {
  let line = 0;
  for await (const lines of readLineBatches(client, { bucket, key })) {
    for (const text of lines) {
      line += 1;
      if (text === '') continue;
      const read = v.safeParse(Line, parseJson(text ?? ''));
      if (!read.success) {
        yield { line, data: undefined };
        continue;
      }
      const { rawData, errorCode, errorMessage, attemptsMade, arrivalTimestamp } = read.output;
      yield {
        line,
        data: Buffer.from(rawData, 'base64'),
        reason: [String(errorCode), errorMessage].filter((part) => part !== '').join(': '),
        attempts: Number(attemptsMade),
        arrivedAt: Number(arrivalTimestamp),
      };
    }
  }
}
