/**
 * The Lambda API's operations on the reserved concurrency of a function (Lambda API reference).
 * There is no concurrency of the account to take it from but the 1,000 that an account begins with.
 */
import * as v from 'valibot';
import { AwsError } from '../../errors.ts';
import type { RestRoute } from '../rest-route.ts';
import type { FunctionControl } from './function-control.ts';

/** What the functions of an account may run at once, and what has to be left to those that reserve nothing (Lambda quotas). */
const MAX_ACCOUNT_CONCURRENCY = 1000;
const UNRESERVED = 100;

const schema = v.object({ ReservedConcurrentExecutions: v.pipe(v.number(), v.integer(), v.minValue(0)) });

/** The routes for reserved concurrency. */
export function concurrencyRoutes(functions: FunctionControl): RestRoute[] {
  const reserved = (concurrency: number | undefined) =>
    concurrency === undefined ? {} : { ReservedConcurrentExecutions: concurrency };
  return [
    {
      operation: 'GetFunctionConcurrency',
      method: 'GET',
      path: /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/,
      run: ({ id }) => ({ status: 200, json: reserved(functions.stored(id).current.concurrency) }),
    },
    {
      operation: 'PutFunctionConcurrency',
      method: 'PUT',
      path: /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/,
      run: ({ id, input }) => {
        const { current } = functions.stored(id);
        const parsed = v.safeParse(schema, input);
        if (!parsed.success) {
          throw new AwsError(
            'ValidationException',
            `1 validation error detected: Value '${JSON.stringify(input['ReservedConcurrentExecutions'] ?? null)}' at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must be a whole number greater than or equal to 0`,
          );
        }
        const concurrency = parsed.output.ReservedConcurrentExecutions;
        const others = functions
          .list()
          .reduce(
            (sum, other) => sum + (other.current.name === current.name ? 0 : (other.current.concurrency ?? 0)),
            0,
          );
        if (others + concurrency > MAX_ACCOUNT_CONCURRENCY - UNRESERVED) {
          throw new AwsError(
            'InvalidParameterValueException',
            `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED}].`,
          );
        }
        functions.configure(current.name, { concurrency });
        return { status: 200, json: reserved(concurrency) };
      },
    },
    {
      operation: 'DeleteFunctionConcurrency',
      method: 'DELETE',
      path: /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/,
      run: ({ id }) => {
        functions.configure(functions.stored(id).current.name, { concurrency: undefined });
        return { status: 204 };
      },
    },
  ];
}
