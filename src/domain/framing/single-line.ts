import { compactJson } from '../json/compact-json.ts';
import { isJson } from '../json/scan-json.ts';

/** A body of JSON as a single line; a text that is not JSON stays as it is. */
export function singleLine(body: string): string {
  return /[\r\n]/.test(body) && isJson(body) ? compactJson(body) : body;
}
