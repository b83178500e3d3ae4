import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { KeyReusedError, nameOf, RequestInProgressError } from '../domain/errors.ts';

/** What is needed of an invocation's context. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/** Runs a piece of work once per key. */
export type RunOnce = (work: {
  tableName: string;
  /** By it, a run that Lambda ended by its timeout frees its key then. */
  context: InvocationContext;
  key: readonly string[];
  /** What the key stands for; only its hash is stored. */
  payload: string;
  /** What version 1.0 stored the hash of instead: it is compared as well, and never stored. */
  formerPayload: string;
  run: () => Promise<string>;
}) => Promise<string>;

const VALIDATION_ERROR = 'IdempotencyValidationError';

const KEPT_SECONDS = 24 * 60 * 60;

/**
 * Returns the first result of a key's work to every repetition within 24 hours (Powertools idempotency). Throws a
 * KeyReusedError for a key that stands for another `payload`, a RequestInProgressError while the first run lasts; after
 * a run that failed the key is free again.
 */
export function createRunOnce(dynamodb: DynamoDBClient): RunOnce {
  return async ({ tableName, context, key, payload, formerPayload, run }) => {
    const persistenceStore = new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: dynamodb });
    const config = new IdempotencyConfig({
      eventKeyJmesPath: 'key',
      payloadValidationJmesPath: 'payload',
      // Stryker disable next-line BooleanLiteral: every key is there; where one was not, its work would be done each time.
      throwOnNoIdempotencyKey: true,
      expiresAfterSeconds: KEPT_SECONDS,
      hashFunction: 'sha256',
    });
    const once = makeIdempotent((_work: { key: string; payload: string }, _context: InvocationContext) => run(), {
      persistenceStore,
      config,
    });
    try {
      return await once({ key: JSON.stringify(key), payload }, context);
    } catch (error) {
      if (nameOf(error) !== VALIDATION_ERROR || formerPayload === payload) throw translated(error);
      persistenceStore.configure({ config });
      const former = await persistenceStore
        .getRecord({ key: JSON.stringify(key), payload: formerPayload })
        .catch((refusal: unknown) => {
          throw translated(refusal);
        });
      return v.parse(v.string(), former.getResponse());
    }
  };
}

/** The first run may also end, and free its key, between the two looks that Powertools takes at it. */
const IN_PROGRESS = new Set([
  'IdempotencyAlreadyInProgressError',
  'IdempotencyInconsistentStateError',
  'IdempotencyItemNotFoundError',
]);

function translated(error: unknown): unknown {
  const name = nameOf(error);
  if (name === VALIDATION_ERROR) {
    return new KeyReusedError(
      'This idempotency key, or without one the id of the order, was used for another order: an amended order needs an Idempotency-Key of its own.',
      { cause: error },
    );
  }
  if (IN_PROGRESS.has(name)) {
    return new RequestInProgressError('A request with this idempotency key is still in progress.', { cause: error });
  }
  return error;
}
