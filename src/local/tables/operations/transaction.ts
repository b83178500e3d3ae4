/**
 * One transaction: all of its writes or none, and none twice under one token.
 * Source: API reference, TransactWriteItems; reasons as recorded by moto.
 */
import { createHash } from 'node:crypto';
import { text } from '../../database.ts';
import { AwsError } from '../../errors.ts';
import { TableError, validationError } from '../table-errors.ts';
import type { Item } from '../values/attribute-value.ts';
import { itemSize } from '../values/item-size.ts';
import { addUnits, consumedByTable, writeUnits } from './capacity.ts';
import type { TableRoom } from './table-room.ts';
import type { WritePlan } from './write-plans.ts';

/** A token is remembered for ten minutes (API reference, TransactWriteItems). */
const TOKEN_MS = 600_000;

/** All items of a transaction together (DynamoDB quotas, "Transactions"). */
const MAX_BYTES = 4 * 1024 * 1024;

/** A write of a transaction. */
export interface TransactionWrite {
  readonly plan: WritePlan;
  /** True for a write that only demands a condition. */
  readonly checks?: boolean;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
  /** What the transaction is cancelled for when the condition does not hold; a failed condition unless said otherwise. */
  readonly failure?: { readonly Code: string; readonly Message: string } | undefined;
}

/** A transaction: what its token stands for, the tables that it is counted for, and its writes once they are planned. */
export interface Transaction {
  readonly contents: unknown;
  readonly tables: readonly string[];
  writes(): readonly TransactionWrite[];
}

/** What a request says of a transaction beside its writes. */
interface TransactionOptions {
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: string;
}

/** Why a transaction was cancelled, for each of its items. */
interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

const NONE: Reason = { Code: 'None' };
const FAILED = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };

/** What remembers the tokens. */
export const TOKENS =
  'CREATE TABLE IF NOT EXISTS tables_tokens (token TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL)';

/** Carries out a transaction and answers its capacity; TransactionCanceledException when a write cannot be. */
export function transact(room: TableRoom, input: TransactionOptions, transaction: Transaction): object {
  const digest = createHash('sha256').update(JSON.stringify(transaction.contents)).digest('base64');
  if (input.ClientRequestToken !== undefined && alreadyDone(room, input.ClientRequestToken, digest)) {
    return consumedByTable(input, new Map(transaction.tables.map((name) => [name, 1])));
  }
  const writes = transaction.writes();
  checkDistinct(writes);
  return commit(room, input, writes, digest);
}

function checkDistinct(writes: readonly TransactionWrite[]): void {
  const seen = new Set<string>();
  for (const { plan } of writes) {
    const { table, key } = plan;
    const place = `${table.id}/${key.hash.toString('hex')}/${key.range.toString('hex')}`;
    if (seen.has(place)) throw validationError('Transaction request cannot include multiple operations on one item');
    seen.add(place);
  }
}

function commit(
  room: TableRoom,
  input: TransactionOptions,
  writes: readonly TransactionWrite[],
  digest: string,
): object {
  const befores = writes.map(({ plan }) => room.items.get(plan.table, plan.key));
  const outcomes = writes.map((write, at) => outcomeOf(write, befores[at]));
  const reasons = outcomes.map(({ reason }) => reason);
  if (reasons.some((reason) => reason.Code !== 'None')) throw cancelled(reasons);
  const bytes = outcomes.reduce((sum, { after }) => sum + (after ? itemSize(after) : 0), 0);
  if (bytes > MAX_BYTES) throw validationError('Transaction size exceeds the maximum allowed size of 4 MB');
  const units = new Map<string, number>();
  room.context.database.write(() => {
    for (const [at, { plan, checks }] of writes.entries()) {
      const after = outcomes[at]?.after;
      if (!checks) room.change(plan.table, plan.key, befores[at], after);
      addUnits(units, plan.table.name, 2 * writeUnits(befores[at], after));
    }
    rememberToken(room, input.ClientRequestToken, digest);
  });
  return consumedByTable(input, units);
}

function outcomeOf({ plan, failure = FAILED, ReturnValuesOnConditionCheckFailure }: TransactionWrite, before?: Item) {
  if (!plan.holds(before)) {
    const shown = ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before ? { Item: before } : {};
    return { reason: { ...failure, ...shown }, after: undefined };
  }
  try {
    return { reason: NONE, after: plan.after(before) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { reason: { Code: 'ValidationError', Message: error.message }, after: undefined };
  }
}

function cancelled(reasons: readonly Reason[]): TableError {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  return new TableError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}

function alreadyDone(room: TableRoom, token: string, digest: string): boolean {
  const { database, clock } = room.context;
  database.run('DELETE FROM tables_tokens WHERE at < ?', clock.now() - TOKEN_MS);
  const row = database.get('SELECT digest FROM tables_tokens WHERE token = ?', token);
  if (!row) return false;
  if (text(row, 'digest') === digest) return true;
  throw new AwsError(
    'IdempotentParameterMismatchException',
    'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical.',
  );
}

function rememberToken(room: TableRoom, token: string | undefined, digest: string): void {
  if (token === undefined) return;
  room.context.database.run(
    'INSERT OR REPLACE INTO tables_tokens (token, digest, at) VALUES (?, ?, ?)',
    ...[token, digest, room.context.clock.now()],
  );
}
