/**
 * Names of the objects that Firehose writes (Firehose guide, "Amazon S3 object name format" and "Understand custom prefixes").
 * It knows no partition keys: dynamic partitioning is refused when a stream is created.
 */

import { randomBytes, randomUUID } from 'node:crypto';
import { errorPrefixOf, type PrefixPart, prefixParts, timedPrefix } from '../../../domain/archive/prefix-parts.ts';
import { compileDatePattern } from './date-pattern.ts';

export type CompressionFormat = 'UNCOMPRESSED' | 'GZIP' | 'ZIP' | 'Snappy' | 'HADOOP_SNAPPY';

/** What decides an object's name, but for its prefix. */
export interface ObjectNaming {
  readonly streamName: string;
  readonly version: number;
  /** The arrival of the oldest record in the object, in epoch milliseconds. */
  readonly oldestArrival: number;
  readonly timeZone: string;
  readonly extension: string;
}

const EXTENSIONS: Readonly<Record<CompressionFormat, string>> = {
  UNCOMPRESSED: '',
  GZIP: '.gz',
  ZIP: '.zip',
  Snappy: '.snappy',
  HADOOP_SNAPPY: '.hsnappy',
};

/** The extension that a compression format gives where no FileExtension replaces it. */
export function extensionOf(format: CompressionFormat): string {
  return EXTENSIONS[format];
}

/** `<evaluated prefix><stream>-<version>-YYYY-MM-DD-HH-mm-ss-<uuid><extension>`. */
export function objectKey(prefix: string, naming: ObjectNaming): string {
  const time = compileDatePattern('yyyy-MM-dd-HH-mm-ss')(naming.oldestArrival, naming.timeZone);
  return `${prefix}${naming.streamName}-${naming.version}-${time}-${randomUUID()}${naming.extension}`;
}

/** The prefix of delivered data: Firehose's own hourly one comes after a Prefix without a time. */
export function dataPrefix(prefix: string, oldestArrival: number, timeZone: string): string {
  return evaluate(prefixParts(timedPrefix(prefix)), oldestArrival, timeZone, '');
}

/** The prefix of failed records; without an ErrorOutputPrefix, `<Prefix><error type>/` and the hour. */
export function errorPrefix(
  { prefix, errorOutputPrefix }: { prefix: string; errorOutputPrefix: string | undefined },
  errorType: string,
  oldestArrival: number,
  timeZone: string,
): string {
  return evaluate(prefixParts(errorPrefixOf(errorOutputPrefix, prefix)), oldestArrival, timeZone, errorType);
}

/** What is wrong with a Prefix or ErrorOutputPrefix, as a sentence; undefined when nothing is. */
export function prefixProblem(template: string, kind: 'Prefix' | 'ErrorOutputPrefix'): string | undefined {
  const parts = prefixParts(template);
  if (parts.some((part) => 'text' in part && part.text.includes('!{')))
    return `${kind}: the sequence !{ can only appear in !{namespace:value} expressions, but it is ${template}`;
  for (const part of parts) {
    if ('text' in part) continue;
    const { namespace, value } = part;
    const whole = `!{${namespace}:${value}}`;
    if (namespace === 'timestamp') {
      try {
        compileDatePattern(value);
      } catch (error) {
        return `${kind}: ${whole} is not a pattern of Java's DateTimeFormatter: ${String(error)}`;
      }
    } else if (namespace === 'firehose') {
      if (value !== 'random-string' && value !== 'error-output-type')
        return `${kind}: ${whole} is unknown; the firehose namespace has random-string and error-output-type`;
      if (value === 'error-output-type' && kind === 'Prefix')
        return "Prefix can't contain !{firehose:error-output-type}";
    } else if (namespace === 'partitionKeyFromQuery' || namespace === 'partitionKeyFromLambda')
      return `${kind}: ${whole} needs dynamic partitioning, which the local stack does not have`;
    else return `${kind}: the namespace of ${whole} is unknown; it must be timestamp or firehose`;
  }
  if (
    kind === 'ErrorOutputPrefix' &&
    parts.some((part) => 'namespace' in part) &&
    !template.includes('!{firehose:error-output-type}')
  )
    return `ErrorOutputPrefix must contain !{firehose:error-output-type} when it contains an expression, but it is ${template}`;
  // Prefixes have at most 512 characters once evaluated; an error type has up to 30.
  if (evaluate(parts, 0, 'UTC', 'AmazonOpenSearchService-failed').length > 512)
    return `${kind} may have at most 512 characters after it is evaluated`;
  return undefined;
}

/** True when a prefix holds an expression. */
export function hasExpression(template: string): boolean {
  return template.includes('!{');
}

function evaluate(parts: readonly PrefixPart[], time: number, timeZone: string, errorType: string): string {
  const texts = parts.map((part) => {
    if ('text' in part) return part.text;
    if (part.namespace === 'timestamp') return compileDatePattern(part.value)(time, timeZone);
    return part.value === 'random-string' ? randomString() : errorType;
  });
  return texts.join('');
}

/** Eleven characters, new for each occurrence, in the shape of the guide's example `046b6c7f-0b`. */
function randomString(): string {
  const hex = randomBytes(5).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
