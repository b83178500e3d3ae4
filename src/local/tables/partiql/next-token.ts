/**
 * Where a SELECT goes on: the last item's key, bound to the statement that it was given for.
 */
import { createHash } from 'node:crypto';
import { isObject } from '../../../domain/is-object.ts';
import { checkTableStart, type Source } from '../operations/pages.ts';
import { conformItem } from '../requests/conform.ts';
import { validationError } from '../table-errors.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';

/** What a token is good for. */
export interface TokenOwner {
  readonly Statement: string;
  readonly Parameters?: readonly AttributeValue[];
}

/** The token after which the statement goes on. */
export function tokenOf(key: Item, owner: TokenOwner): string {
  return Buffer.from(JSON.stringify({ of: digestOf(owner), key })).toString('base64url');
}

/** The key in a token. Throws for what is no token, and for that of another statement. */
export function keyInToken(token: string, owner: TokenOwner, { table, startNames }: Source): Item {
  const { of, key } = contentsOf(token);
  if (of !== digestOf(owner)) throw validationError('NextToken does not match request');
  try {
    const item = conformItem(key);
    checkTableStart(item, table);
    if (startNames.every((name) => Object.hasOwn(item, name))) return item;
  } catch {
    // Only a token that was made up has no key of its table.
  }
  throw validationError('Invalid NextToken');
}

function contentsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const contents: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (isObject(contents) && typeof contents['of'] === 'string') return contents;
  } catch {
    // No JSON, no token.
  }
  throw validationError('Invalid NextToken');
}

function digestOf({ Statement, Parameters }: TokenOwner): string {
  return createHash('sha256')
    .update(JSON.stringify([Statement, Parameters ?? []]))
    .digest('base64url');
}
