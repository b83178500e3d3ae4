import { reasonOf } from '../../domain/errors.ts';
import { isObject } from '../../domain/is-object.ts';

/** A request to a search domain: its path begins with a slash and may have a query. */
export interface DomainRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

/** Sends a request to one search domain; rejects when it cannot be reached. */
export type SendToDomain = (request: DomainRequest) => Promise<{ readonly status: number; readonly body: string }>;

/** A search domain's REST API. */
export interface SearchDomain {
  /** The answer's JSON. Throws SearchDomainError for an answer of 400 and more. */
  ask(method: string, path: string, body?: object): Promise<unknown>;
  /** Sends lines of JSON, as `_bulk` takes them; the same answer and errors. */
  bulk(lines: string): Promise<unknown>;
}

/** What a search domain refused. */
export class SearchDomainError extends Error {
  override readonly name = 'SearchDomainError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }

  /** True for an index, document or template that is not there. */
  get isMissing(): boolean {
    return this.status === 404;
  }
}

/** The search domain behind a way to send to it. */
export function searchDomain(send: SendToDomain): SearchDomain {
  const ask = async (request: DomainRequest): Promise<unknown> => {
    const { status, body } = await send(request);
    if (status >= 400) {
      throw new SearchDomainError(`the search domain answered ${status}: ${explained(status, body)}`, status);
    }
    return JSON.parse(body === '' ? '{}' : body);
  };
  return {
    ask: (method, path, body) =>
      ask({
        method,
        path,
        ...(body === undefined ? {} : { body: JSON.stringify(body), contentType: 'application/json' }),
      }),
    bulk: (body) => ask({ method: 'POST', path: '/_bulk', body, contentType: 'application/x-ndjson' }),
  };
}

/** OpenSearch's reason, or the message of the service before it. */
function explained(status: number, body: string): string {
  const { error, message, Message } = fieldsOf(parsed(body));
  const { reason, type, root_cause: causes } = fieldsOf(error);
  const cause = fieldsOf(Array.isArray(causes) ? causes[0] : undefined);
  const text = cause['reason'] ?? reason ?? message ?? Message ?? type ?? error ?? body.slice(0, 200);
  const denied =
    status === 403 ? ' (its resource policy, or the identity policy of these credentials, does not allow it)' : '';
  return `${String(text)}${denied}`;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    return { message: `${body.slice(0, 200)} (${reasonOf(error)})` };
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}
