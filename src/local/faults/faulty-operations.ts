/** Puts the fault gate before the operations that a service offers over HTTP. */
import type { FaultGate, ServiceName } from '../context.ts';
import type { Operations } from '../endpoint/service.ts';

const RESOURCE_FIELDS = [
  'QueueUrl',
  'TopicArn',
  'DeliveryStreamName',
  'TableName',
  'FunctionName',
  'QueueName',
  'SubscriptionArn',
];

/** The same operations, each asking the gate first. A `partial` fault is left to the batch operation itself. */
export function faultyOperations(service: ServiceName, operations: Operations, faults: FaultGate): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      async (input, request) => {
        await faults.pass(service, name, resourceOf(input));
        return operation(input, request);
      },
    ]),
  );
}

/** The physical name that an input speaks of: what follows the last slash or colon of its URL or ARN. */
export function resourceOf(input: Record<string, unknown>): string | undefined {
  for (const field of RESOURCE_FIELDS) {
    const value = input[field];
    if (typeof value === 'string' && value !== '') return value.split(/[/:]/).at(-1);
  }
  return undefined;
}
