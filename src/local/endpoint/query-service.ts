/**
 * The AWS query protocol: a form with `Action`, an answer in XML.
 * Stands in for the rim of SNS, CloudFormation and SQS's older clients.
 */
import { AwsError } from '../errors.ts';
import { parseQueryParameters } from './query-parameters.ts';
import type { LocalService, Operations } from './service.ts';
import { xmlElement } from './xml.ts';

/** Serves operations under AWS's names. In an output, a Map is written as entries, an array as members, `#Name` flattened. */
export function queryService(options: {
  scope: string;
  namespace: string;
  operations: Operations;
  /** Turns the nested parameters of an action into the operation's own input, where the names differ. */
  toInput?: (action: string, parameters: Record<string, unknown>, path: string) => Record<string, unknown>;
  /** Turns an output into what the XML holds, where the names differ. */
  toResult?: (action: string, output: object) => object;
}): LocalService {
  const headers = { 'content-type': 'text/xml' };
  return {
    scope: options.scope,
    async handle(request) {
      const metadata = { RequestId: request.requestId };
      try {
        const form = new URLSearchParams(request.body.toString('utf8'));
        for (const [name, value] of request.query) if (!form.has(name)) form.append(name, value);
        const action = form.get('Action') ?? '';
        const operation = Object.hasOwn(options.operations, action) ? options.operations[action] : undefined;
        if (!operation) {
          throw new AwsError('InvalidAction', `The action ${action || '(none)'} is not valid for this endpoint.`);
        }
        const parameters = parseQueryParameters(form);
        const output = await operation(options.toInput?.(action, parameters, request.path) ?? parameters, request);
        const result = options.toResult?.(action, output) ?? output;
        const body = xmlElement(`${action}Result`, result) + xmlElement('ResponseMetadata', metadata);
        return { status: 200, headers, body: document(`${action}Response`, options.namespace, body) };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const type = error.status < 500 ? 'Sender' : 'Receiver';
        const fields = { Type: type, Code: error.queryCode ?? error.code, Message: error.message };
        const body = xmlElement('Error', fields) + xmlElement('RequestId', request.requestId);
        return { status: error.status, headers, body: document('ErrorResponse', options.namespace, body) };
      }
    },
  };
}

function document(root: string, namespace: string, content: string): string {
  return `<?xml version="1.0"?>\n<${root} xmlns="${namespace}">${content}</${root}>`;
}
