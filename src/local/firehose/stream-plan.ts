/** What a stream's configuration means for its buffers and deliveries, with AWS's defaults filled in. */
import { AwsError } from '../errors.ts';
import { isTimeZone } from './naming/date-pattern.ts';
import type { RotationPeriod } from './naming/index-name.ts';
import { type CompressionFormat, extensionOf, hasExpression, prefixProblem } from './naming/object-key.ts';
import type { Destination, Processing, S3Destination } from './stream-schema.ts';

/** When a buffer closes: at so many bytes, or so long after its first record. */
export interface BufferLimits {
  readonly bytes: number;
  readonly intervalMs: number;
}

/** Where and how objects are written. */
export interface S3Plan extends BufferLimits {
  readonly bucket: string;
  readonly prefix: string;
  readonly errorOutputPrefix: string | undefined;
  readonly format: CompressionFormat;
  readonly extension: string;
  readonly timeZone: string;
  /** AppendDelimiterToRecord; empty where records follow one another without a byte between, as is AWS's default. */
  readonly delimiter: Buffer;
}

export interface SearchPlan extends BufferLimits {
  readonly target: string;
  readonly index: string;
  readonly rotation: RotationPeriod;
  readonly retryMs: number;
  readonly withIds: boolean;
}

export interface TransformPlan extends BufferLimits {
  readonly functionArn: string;
  readonly retries: number;
}

export interface StreamPlan {
  readonly transform: TransformPlan | undefined;
  /** The destination of what is delivered: a bucket or a search domain. */
  readonly s3: S3Plan | undefined;
  readonly search: SearchPlan | undefined;
  /** Where the untransformed records go as well. */
  readonly backup: S3Plan | undefined;
  /** Where failed records go. */
  readonly errors: S3Plan;
}

const MIB = 1024 * 1024;
const DEFAULT_BUFFER = { SizeInMBs: 5, IntervalInSeconds: 300 };
/** Without a size hint a processor gets 1 MB, at most every 60 s (Firehose guide, "Configure buffering hints"). */
const DEFAULT_TRANSFORM = { sizeInMBs: 1, seconds: 60, retries: 3 };

/** Reads a checked configuration; what AWS would refuse or the local stack lacks is an InvalidArgumentException by name. */
export function planStream(destination: Destination): StreamPlan {
  const { kind, settings } = destination;
  if (kind === 'S3DestinationConfiguration') {
    const s3 = s3Plan(settings);
    checkPrefixes(settings, true);
    return { transform: undefined, s3, search: undefined, backup: undefined, errors: s3 };
  }
  if (kind === 'AmazonopensearchserviceDestinationConfiguration') {
    if ((settings.DomainARN === undefined) === (settings.ClusterEndpoint === undefined))
      throw refused('Exactly one of DomainARN and ClusterEndpoint must be specified.');
    checkPrefixes(settings.S3Configuration, false);
    const errors = s3Plan(settings.S3Configuration);
    const processors = processorsOf(settings.ProcessingConfiguration);
    if (processors.delimiter) throw refused('The processor AppendDelimiterToRecord is for S3 destinations only.');
    return {
      transform: processors.transform,
      s3: undefined,
      search: {
        ...limits(settings.BufferingHints),
        target: settings.DomainARN ?? settings.ClusterEndpoint ?? '',
        index: settings.IndexName,
        rotation: settings.IndexRotationPeriod ?? 'OneDay',
        retryMs: (settings.RetryOptions?.DurationInSeconds ?? 300) * 1000,
        withIds: settings.DocumentIdOptions?.DefaultDocumentIdFormat !== 'NO_DOCUMENT_ID',
      },
      backup: settings.S3BackupMode === 'AllDocuments' ? errors : undefined,
      errors,
    };
  }
  if (settings.DynamicPartitioningConfiguration?.Enabled)
    throw refused('DynamicPartitioningConfiguration is not implemented by the local stack; leave it out or disabled.');
  if (settings.DataFormatConversionConfiguration?.Enabled)
    throw refused('DataFormatConversionConfiguration is not implemented by the local stack; leave it out or disabled.');
  const timeZone = settings.CustomTimeZone || 'UTC';
  if (!isTimeZone(timeZone)) throw refused(`CustomTimeZone ${timeZone} is not a time zone such as UTC or Asia/Tokyo.`);
  checkPrefixes(settings, true);
  if (settings.S3BackupMode === 'Enabled' && !settings.S3BackupConfiguration)
    throw refused('S3BackupConfiguration must be specified when S3BackupMode is Enabled.');
  if (settings.S3BackupConfiguration) checkPrefixes(settings.S3BackupConfiguration, false);
  const { transform, delimiter } = processorsOf(settings.ProcessingConfiguration);
  const s3 = s3Plan(settings, timeZone, settings.FileExtension);
  return {
    transform,
    s3: { ...s3, delimiter: Buffer.from(delimiter ?? '') },
    search: undefined,
    backup:
      settings.S3BackupMode === 'Enabled' && settings.S3BackupConfiguration
        ? s3Plan(settings.S3BackupConfiguration)
        : undefined,
    errors: s3,
  };
}

/** An argument that Firehose, or its local stand-in, does not take. */
export function refused(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}

function limits(hints: { SizeInMBs?: number | undefined; IntervalInSeconds?: number | undefined } = {}): BufferLimits {
  const { SizeInMBs = DEFAULT_BUFFER.SizeInMBs, IntervalInSeconds = DEFAULT_BUFFER.IntervalInSeconds } = hints;
  return { bytes: SizeInMBs * MIB, intervalMs: IntervalInSeconds * 1000 };
}

function s3Plan(settings: S3Destination, timeZone = 'UTC', fileExtension = ''): S3Plan {
  const format = settings.CompressionFormat ?? 'UNCOMPRESSED';
  return {
    ...limits(settings.BufferingHints),
    bucket: settings.BucketARN.split(':::')[1] ?? '',
    prefix: settings.Prefix ?? '',
    errorOutputPrefix: settings.ErrorOutputPrefix || undefined,
    format,
    extension: fileExtension || extensionOf(format),
    timeZone,
    delimiter: Buffer.alloc(0),
  };
}

function checkPrefixes(settings: S3Destination, errorsMustBeNamed: boolean): void {
  const { Prefix = '', ErrorOutputPrefix = '' } = settings;
  const problem = prefixProblem(Prefix, 'Prefix') ?? prefixProblem(ErrorOutputPrefix, 'ErrorOutputPrefix');
  if (problem !== undefined) throw refused(`${problem}.`);
  // A search domain's failed documents fall back to the Prefix (Firehose guide, custom prefixes, semantic rules).
  if (errorsMustBeNamed && hasExpression(Prefix) && ErrorOutputPrefix === '')
    throw refused("ErrorOutputPrefix can't be null or empty when Prefix contains expressions.");
}

function processorsOf(processing: Processing | undefined): { transform?: TransformPlan; delimiter?: string } {
  if (!processing?.Enabled) return {};
  const found: { transform?: TransformPlan; delimiter?: string } = {};
  for (const { Type, Parameters = [] } of processing.Processors ?? []) {
    const parameters = new Map(Parameters.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue]));
    if (Type === 'AppendDelimiterToRecord')
      found.delimiter = (parameters.get('Delimiter') ?? '\n').replaceAll('\\n', '\n');
    else if (Type === 'Lambda') {
      if (found.transform) throw refused('Only one Lambda processor can be specified.');
      found.transform = transformPlan(parameters);
    } else
      throw refused(
        `The processor ${Type} is not implemented by the local stack, which has Lambda and AppendDelimiterToRecord.`,
      );
  }
  return found;
}

function transformPlan(parameters: ReadonlyMap<string, string>): TransformPlan {
  const number = (name: string, min: number, max: number, otherwise: number) => {
    const given = parameters.get(name);
    const value = given === undefined ? otherwise : Number(given);
    if (!(value >= min && value <= max)) throw refused(`${name} must be between ${min} and ${max}, but is ${given}.`);
    return value;
  };
  const functionArn = parameters.get('LambdaArn');
  if (!functionArn) throw refused('The Lambda processor must have the parameter LambdaArn.');
  const hasSize = parameters.has('BufferSizeInMBs');
  if (hasSize !== parameters.has('BufferIntervalInSeconds'))
    throw refused('BufferSizeInMBs and BufferIntervalInSeconds must be specified together.');
  return {
    functionArn,
    retries: number('NumberOfRetries', 0, 300, DEFAULT_TRANSFORM.retries),
    bytes: number('BufferSizeInMBs', 0.2, 3, DEFAULT_TRANSFORM.sizeInMBs) * MIB,
    intervalMs: number('BufferIntervalInSeconds', 0, 900, DEFAULT_TRANSFORM.seconds) * 1000,
  };
}
