/**
 * Which tags an object may have (S3 guide, "Categorizing your objects using tags"), and what S3 says of others, as its answers were
 * reported and recorded: https://github.com/hashicorp/terraform-provider-aws/issues/19895, and the tests of
 * https://github.com/localstack/localstack, tests/aws/services/s3.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { objectError } from '../errors.ts';

const MAX_TAGS = 10;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;

/** Tags as they are kept, `a=1&b=2`. Throws BadRequest for more than ten, and InvalidTag. */
export function checkedTags(tags: readonly (readonly [key: string, value: string])[]): string {
  const keys = new Set<string>();
  if (tags.length > MAX_TAGS) throw objectError('BadRequest', `Object tags cannot be greater than ${MAX_TAGS}`);
  for (const [key, value] of tags) {
    const invalid = (message: string, elements: Record<string, string>) =>
      objectError('InvalidTag', message, { elements });
    if (key === '' || key.length > MAX_KEY_LENGTH)
      throw invalid('The TagKey you have provided is invalid', { TagKey: key });
    if (value.length > MAX_VALUE_LENGTH)
      throw invalid('The TagValue you have provided is invalid', { TagKey: key, TagValue: value });
    if (key.startsWith('aws:')) throw invalid('System tags cannot be added/updated by requester', {});
    if (keys.has(key)) throw invalid('Cannot provide multiple Tags with the same key', { TagKey: key });
    keys.add(key);
  }
  return new URLSearchParams(tags.map(([key, value]): [string, string] => [key, value])).toString();
}

/** The tags that an upload brings in its header; none where it has none. Throws as above, and InvalidArgument for a key given twice. */
export function tagsOfHeader(headers: IncomingHttpHeaders): string {
  const given = String(headers['x-amz-tagging'] ?? '');
  const tags = [...new URLSearchParams(given)];
  if (new Set(tags.map(([key]) => key)).size < tags.length)
    throw objectError(
      'InvalidArgument',
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      { elements: { ArgumentName: 'x-amz-tagging', ArgumentValue: given } },
    );
  return checkedTags(tags);
}
