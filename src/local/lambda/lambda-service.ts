/**
 * Stands in for the Lambda REST API.
 */
import type { LocalContext } from '../context.ts';
import type { LocalService } from '../endpoint/service.ts';
import type { EventSourceMappings } from './event-source-mapping.ts';
import type { FunctionControl } from './function-control.ts';

export function createLambdaService(_options: {
  context: LocalContext;
  functions: FunctionControl;
  mappings: EventSourceMappings;
  newId: () => string;
}): LocalService {
  return { scope: 'lambda', handle: async () => ({ status: 501 }) };
}
