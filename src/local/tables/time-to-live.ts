/**
 * Stands in for DynamoDB's time to live: items whose attribute lies in the past are deleted, by the stack's clock.
 * AWS takes up to days; here a sweep runs every local hour, and when the clock is moved past one. No stream records.
 */
import { isObject } from '../../domain/is-object.ts';
import type { Clock, Timer } from '../clock.ts';
import { AwsError } from '../errors.ts';
import type { TableEngine } from './dynalite-engine.ts';
import { type Input, member, members, parseObject } from './input.ts';
import type { TableDefinition, TableDefinitions } from './table-definitions.ts';

export interface Sweeper {
  /** Deletes every item that has expired by now; resolves how many. One sweep at a time. */
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

const SWEEP_EVERY_MS = 3_600_000;

/** Items read in one page, and deleted together before the next. */
const PAGE = 200;

/** An expiry more than five years past is taken for a mistake and not honoured (DynamoDB guide, "Using time to live"). */
const TOO_OLD_SECONDS = 5 * 365 * 86_400;

/** Sweeps the tables that have a time to live until stopped. */
export function createSweeper(deps: {
  clock: Clock;
  definitions: TableDefinitions;
  engine: () => TableEngine;
  warn: (line: string) => void;
}): Sweeper {
  let timer: Timer | undefined;
  let stopped = false;
  let running: Promise<number> | undefined;

  const sweepAll = async () => {
    let deleted = 0;
    for (const table of deps.definitions.all()) {
      if (table.timeToLive === undefined || stopped) continue;
      deleted += await sweepTable(deps.engine(), table, table.timeToLive, deps.clock.now(), () => stopped);
    }
    return deleted;
  };
  const sweep = () => {
    running ??= sweepAll().finally(() => {
      running = undefined;
    });
    return running;
  };
  const arm = () => {
    if (stopped) return;
    timer = deps.clock.after(SWEEP_EVERY_MS, () => {
      sweep()
        .catch((error: unknown) => deps.warn(`Expired items could not be deleted: ${String(error)}`))
        .finally(arm);
    });
  };
  arm();
  return {
    sweep,
    async stop() {
      stopped = true;
      timer?.cancel();
      await running?.catch(() => {});
    },
  };
}

async function sweepTable(
  engine: TableEngine,
  table: TableDefinition,
  attribute: string,
  now: number,
  stopped: () => boolean,
): Promise<number> {
  const description = member(await callEngine(engine, 'DescribeTable', { TableName: table.name }), 'Table') ?? {};
  const keys = members(description, 'KeySchema').map((key) => String(key['AttributeName']));
  const seconds = Math.floor(now / 1000);
  let deleted = 0;
  let start: unknown;
  do {
    const page = await callEngine(engine, 'Scan', {
      TableName: table.name,
      Limit: PAGE,
      FilterExpression: '#ttl <= :now AND #ttl > :tooOld',
      ExpressionAttributeNames: { '#ttl': attribute },
      ExpressionAttributeValues: { ':now': { N: `${seconds}` }, ':tooOld': { N: `${seconds - TOO_OLD_SECONDS}` } },
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const gone = await Promise.all(
      members(page, 'Items').map((item) => expire(engine, table.name, keys, attribute, item)),
    );
    deleted += gone.filter(Boolean).length;
    start = page['LastEvaluatedKey'];
  } while (start !== undefined && !stopped());
  return deleted;
}

/** Deletes an item unless its expiry was changed since it was read. */
async function expire(engine: TableEngine, table: string, keys: string[], attribute: string, item: Input) {
  const answer = await engine.call(
    'DeleteItem',
    JSON.stringify({
      TableName: table,
      Key: Object.fromEntries(keys.map((key) => [key, item[key]])),
      ConditionExpression: '#ttl = :read',
      ExpressionAttributeNames: { '#ttl': attribute },
      ExpressionAttributeValues: { ':read': item[attribute] },
    }),
  );
  return answer.status === 200;
}

/** Calls an operation and reads its output; an error answer is thrown as an AwsError. */
export async function callEngine(engine: TableEngine, operation: string, input: object): Promise<Input> {
  const answer = await engine.call(operation, JSON.stringify(input));
  const body = parseObject(answer.body);
  if (answer.status === 200) return body;
  const type = typeof body['__type'] === 'string' ? body['__type'] : 'InternalServerError';
  const message = body['message'] ?? body['Message'];
  throw new AwsError(type.split('#').at(-1) ?? type, isObject(message) ? '' : String(message ?? ''), {
    status: answer.status,
  });
}
