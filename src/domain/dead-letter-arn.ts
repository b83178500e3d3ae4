import { isObject } from './is-object.ts';
import { parseJson } from './json/parse-json.ts';

/** The dead-letter queue that a redrive policy names, of a queue or of a subscription; undefined for none. */
export function deadLetterArnOf(redrivePolicy: string | undefined): string | undefined {
  const policy = parseJson(redrivePolicy ?? '');
  const arn = isObject(policy) ? policy['deadLetterTargetArn'] : undefined;
  return typeof arn === 'string' ? arn : undefined;
}
