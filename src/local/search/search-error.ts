/**
 * Errors as OpenSearch's REST API writes them: `error.root_cause`, `type`, `reason` and the HTTP status.
 * Stands in for its exception rendering; stack traces and nested causes are not done.
 */
import type { Json } from './json.ts';

/** An error that a client of the search domain sees. */
export class SearchError extends Error {
  override readonly name = 'SearchError';
  readonly status: number;
  readonly type: string;
  readonly details: Json;

  constructor(status: number, type: string, reason: string, details: Json = {}, cause?: unknown) {
    super(reason, cause === undefined ? {} : { cause });
    this.status = status;
    this.type = type;
    this.details = details;
  }

  /** The `error` object, without its root cause: also the form of an item's error in `_bulk`. */
  summary(): Json {
    return { type: this.type, reason: this.message, ...this.details };
  }

  /** The whole response body. */
  body(): Json {
    return { error: { root_cause: [this.summary()], ...this.summary() }, status: this.status };
  }
}

/** A query, aggregation or parameter that cannot be read: 400. */
export function parsingError(reason: string): SearchError {
  return new SearchError(400, 'parsing_exception', reason);
}

/** A value that is of the right shape and not allowed: 400. */
export function illegalArgument(reason: string): SearchError {
  return new SearchError(400, 'illegal_argument_exception', reason);
}

/** Something of OpenSearch that the embedded engine does not do, named: 400. */
export function notDone(what: string): SearchError {
  return new SearchError(
    400,
    'unsupported_operation_exception',
    `${what} is not done by the embedded search; start the stack with --search-endpoint URL to use an engine that does`,
  );
}

/** An index that is not there: 404. */
export function indexNotFound(name: string): SearchError {
  return new SearchError(404, 'index_not_found_exception', `no such index [${name}]`, {
    index: name,
    'resource.id': name,
    'resource.type': 'index_or_alias',
    index_uuid: '_na_',
  });
}

/** A document that the mapping refuses: 400. */
export function mappingError(reason: string, cause?: { type: string; reason: string }): SearchError {
  return new SearchError(400, 'mapper_parsing_exception', reason, cause ? { caused_by: cause } : {});
}

/** Throws a parsing error for the first key that a clause does not know. */
export function checkKeys(clause: string, body: Json, known: readonly string[]): void {
  for (const key of Object.keys(body)) {
    if (!known.includes(key)) throw parsingError(`[${clause}] query does not support [${key}]`);
  }
}
