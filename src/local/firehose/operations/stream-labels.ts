/** What a stream is labelled with when it is created or later: its tags, and the encryption that it shows. */

/** A list of tags as key and value. */
export function tagsOf(tags: readonly { Key: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** The encryption that a stream shows once it has been asked for. */
export function encryptionOf(key: { KeyARN?: string | undefined; KeyType: string }): Record<string, string> {
  return { ...(key.KeyARN === undefined ? {} : { KeyARN: key.KeyARN }), KeyType: key.KeyType, Status: 'ENABLED' };
}
