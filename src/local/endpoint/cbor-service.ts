/**
 * Smithy's RPC v2 in CBOR (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html), which today's AWS CLI and the SDKs
 * for Python, Java and Go speak with CloudWatch. Input and output are those of the JSON protocol.
 */
import { messageOf } from '../../domain/errors.ts';
import { isObject } from '../../domain/is-object.ts';
import { AwsError } from '../errors.ts';
import { CborTime, decodeCbor, encodeCbor } from './cbor.ts';
import { plainBody } from './plain-body.ts';
import type { LocalService, Operations, ServiceRequest, ServiceResponse } from './service.ts';

/** The headers of every answer of this protocol. */
export const CBOR_HEADERS = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };

/** True for a request in this protocol. */
export function isCbor({ headers }: Pick<ServiceRequest, 'headers'>): boolean {
  return headers['smithy-protocol'] === CBOR_HEADERS['smithy-protocol'];
}

/** Serves operations under AWS's names. Members whose names are times are written as such. */
export function cborService(options: {
  scope: string;
  operations: Operations;
  times: ReadonlySet<string>;
}): LocalService {
  const answer = (status: number, body: object, headers: Record<string, string> = {}): ServiceResponse => ({
    status,
    headers: { ...CBOR_HEADERS, ...headers },
    body: encodeCbor(withTimes(body, options.times)),
  });
  return {
    scope: options.scope,
    async handle(request) {
      try {
        const name = /^\/service\/[\w.]+\/operation\/(\w+)$/.exec(request.path)?.[1] ?? '';
        const operation = Object.hasOwn(options.operations, name) ? options.operations[name] : undefined;
        if (!operation) {
          throw new AwsError(
            'UnknownOperationException',
            `The local stack does not know ${options.scope} ${name || 'operation'}.`,
            { status: 404 },
          );
        }
        return answer(200, await operation(parseInput(plainBody(request)), request));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const fault = error.status < 500 ? 'Sender' : 'Receiver';
        return answer(
          error.status,
          { __type: error.code, message: error.message },
          { 'x-amzn-query-error': `${error.queryCode ?? error.code};${fault}` },
        );
      }
    },
  };
}

function parseInput(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  let input: unknown;
  try {
    input = decodeCbor(body);
  } catch (cause) {
    throw new AwsError('SerializationException', `The request body is not CBOR: ${messageOf(cause)}.`, { cause });
  }
  if (isObject(input)) return { ...input };
  throw new AwsError('SerializationException', 'The request body is not a CBOR map.');
}

function withTimes(value: unknown, times: ReadonlySet<string>, isTime = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withTimes(item, times, isTime));
  if (isTime && typeof value === 'number') return new CborTime(value);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withTimes(member, times, times.has(name))]),
  );
}
