/** Puts the fault gate before the operations that a service offers over HTTP, batches with failing entries included. */
import * as v from 'valibot';
import type { FaultGate, PartialFault, ServiceName } from '../context.ts';
import type { Operation, Operations } from '../endpoint/service.ts';

const RESOURCE_FIELDS = ['QueueUrl', 'TopicArn', 'DeliveryStreamName', 'FunctionName', 'QueueName', 'SubscriptionArn'];
/** Where the batch operations of SQS and SNS hold their entries. */
const ENTRY_FIELDS = ['Entries', 'PublishBatchRequestEntries'];
const entriesSchema = v.array(v.looseObject({ Id: v.string() }));
const failedSchema = v.looseObject({ Failed: v.optional(v.array(v.unknown()), []) });

/** The same operations, each asking the gate first; those in `selfAsking` do so themselves. */
export function faultyOperations(
  service: ServiceName,
  operations: Operations,
  faults: FaultGate,
  selfAsking: readonly string[] = [],
): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]): [string, Operation] =>
      selfAsking.includes(name)
        ? [name, operation]
        : [
            name,
            async (input, request) => {
              const partial = await faults.pass(service, name, resourceOf(input));
              return partial ? failEntries(partial, operation, input, request) : operation(input, request);
            },
          ],
    ),
  );
}

/** The physical name that an input speaks of: what follows the last slash or colon of its URL or ARN. */
function resourceOf(input: Record<string, unknown>): string | undefined {
  for (const field of RESOURCE_FIELDS) {
    const value = input[field];
    if (typeof value === 'string' && value !== '') return value.split(/[/:]/).at(-1);
  }
  return undefined;
}

/** Only the entries that pass reach the operation; the others are reported as AWS reports its own failures. */
async function failEntries(
  partial: PartialFault,
  operation: Operation,
  input: Parameters<Operation>[0],
  request: Parameters<Operation>[1],
): Promise<object> {
  const field = ENTRY_FIELDS.find((name) => v.is(entriesSchema, input[name]));
  if (field === undefined) return operation(input, request);
  const entries = v.parse(entriesSchema, input[field]);
  const failing = new Set(entries.filter(() => partial.failNext()));
  const failed = [...failing].map(({ Id }) => ({
    Id,
    Code: 'InternalError',
    Message: 'We encountered an internal error. Please try again.',
    SenderFault: false,
  }));
  if (failing.size === entries.length) return { Successful: [], Failed: failed };
  const output = await operation({ ...input, [field]: entries.filter((entry) => !failing.has(entry)) }, request);
  return { ...output, Failed: [...v.parse(failedSchema, output).Failed, ...failed] };
}
