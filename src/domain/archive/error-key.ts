/**
 * Tells the keys of Firehose's error output by the stream's ErrorOutputPrefix; where it cannot be told apart from the
 * prefix of delivered data, every key is data.
 */
export function errorKeyTest(errorPrefix: string | undefined, prefix: string): (key: string) => boolean {
  if (errorPrefix === undefined || errorPrefix === '') return () => false;
  const hasType = errorPrefix.includes('!{firehose:error-output-type}');
  const literal = errorPrefix.split('!{')[0] ?? '';
  if (!hasType && prefix.startsWith(literal)) return () => false;
  const pattern = [...errorPrefix.matchAll(/!\{([^}]*)\}|[^!]+|!/g)].map(([token, expression]) => {
    if (expression === undefined) return token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return expression === 'firehose:error-output-type' ? ERROR_TYPE : '.*?';
  });
  const expected = new RegExp(`^${pattern.join('')}`);
  return (key) => expected.test(key);
}

/** `processing-failed`, `AmazonOpenSearchService-failed`, `elasticsearch_failed` …, or too many active partitions. */
const ERROR_TYPE = '(?:[A-Za-z-]+[-_]failed|activePartitionExceeded)';
