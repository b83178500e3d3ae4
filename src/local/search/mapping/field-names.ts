/** Stands in for how OpenSearch reads the names in a document: a dot in a name goes into an object (`DocumentParser.splitAndValidatePath`). */
import { illegalArgument } from '../search-error.ts';

/** What Java counts as white space (`Character.isWhitespace`): not the spaces that do not break. */
const ONLY_SPACE = /^(?:(?![\u00a0\u2007\u202f\ufeff])\s)*$/;

/** The parts of a name or path, without what dots at the end leave empty; illegal_argument_exception for one that has an empty part. */
export function splitFieldName(name: string): string[] {
  if (name === '') throw illegalArgument('field name cannot be an empty string');
  if (!name.includes('.')) return [name];
  const parts = name.replace(/(?<!\.)\.+$/, '').split('.');
  if (/^\.+$/.test(name)) throw illegalArgument('field name cannot contain only the character [.]');
  for (const part of parts) {
    if (part === '') {
      throw illegalArgument(`object field starting or ending with a [.] makes object resolution ambiguous: [${name}]`);
    }
    if (ONLY_SPACE.test(part)) throw illegalArgument(`object field cannot contain only whitespace: ['${name}']`);
  }
  return parts;
}
