/**
 * The AWS JSON 1.0 and 1.1 protocols: the operation in `X-Amz-Target`, input and output as JSON.
 * Stands in for the rim of SQS, DynamoDB, Firehose and CloudWatch Logs.
 */
import * as v from 'valibot';
import { AwsError } from '../errors.ts';
import { plainBody } from './plain-body.ts';
import type { LocalService, Operations, ServiceResponse } from './service.ts';

const inputSchema = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value)),
  v.record(v.string(), v.unknown()),
);

/** Serves operations under AWS's names; an unknown one is AWS's `UnknownOperationException`. */
export function jsonService(options: {
  scope: string;
  operations: Operations;
  version: '1.0' | '1.1';
  /** Clients of the older query protocol read the legacy code from `x-amzn-query-error`. */
  queryErrors?: boolean;
}): LocalService {
  const contentType = `application/x-amz-json-${options.version}`;
  const answer = (status: number, body: object, headers: Record<string, string> = {}): ServiceResponse => ({
    status,
    headers: { 'content-type': contentType, ...headers },
    body: JSON.stringify(body),
  });
  return {
    scope: options.scope,
    async handle(request) {
      try {
        const target = request.headers['x-amz-target'];
        const name = typeof target === 'string' ? (target.split('.')[1] ?? '') : '';
        const operation = Object.hasOwn(options.operations, name) ? options.operations[name] : undefined;
        if (!operation)
          throw new AwsError(
            'UnknownOperationException',
            `The local stack does not know ${options.scope} ${name || 'operation'}.`,
          );
        return answer(200, await operation(parseInput(plainBody(request)), request));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const fault = error.status < 500 ? 'Sender' : 'Receiver';
        const legacy: Record<string, string> = options.queryErrors
          ? { 'x-amzn-query-error': `${error.queryCode ?? error.code};${fault}` }
          : {};
        return answer(error.status, { __type: error.code, message: error.message }, legacy);
      }
    },
  };
}

function parseInput(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new AwsError('SerializationException', 'The request body is not JSON.', { cause });
  }
  const parsed = v.safeParse(inputSchema, value);
  if (!parsed.success) throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  return parsed.output;
}
