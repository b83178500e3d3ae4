/** Names with texts, as headers and checksums are kept in a column. */
import * as v from 'valibot';
import { type Row, text } from '../database.ts';

export type Texts = Readonly<Record<string, string>>;

const textsSchema = v.record(v.string(), v.string());

/** The texts of a JSON column. */
export function texts(row: Row, column: string): Texts {
  return v.parse(textsSchema, JSON.parse(text(row, column)));
}
