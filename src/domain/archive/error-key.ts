import { literalStart, prefixParts } from './prefix-parts.ts';

/**
 * Tells the keys of Firehose's error output by the stream's ErrorOutputPrefix; where it cannot be told apart from the
 * prefix of delivered data, every key is data.
 */
export function errorKeyTest(errorPrefix: string | undefined, prefix: string): (key: string) => boolean {
  if (errorPrefix === undefined) return () => false;
  const hasType = errorPrefix.includes('!{firehose:error-output-type}');
  const parts = prefixParts(errorPrefix);
  if (!hasType && prefix.startsWith(literalStart(parts))) return () => false;
  const pattern = parts.map((part) => {
    if ('text' in part) return RegExp.escape(part.text);
    return part.value === 'error-output-type' ? ERROR_TYPE : '.*?';
  });
  const expected = new RegExp(`^${pattern.join('')}`);
  return (key) => expected.test(key);
}

/** `processing-failed`, `AmazonOpenSearchService-failed`, `elasticsearch_failed` …, or too many active partitions. */
const ERROR_TYPE = '(?:[A-Za-z-]+[-_]failed|activePartitionExceeded)';
