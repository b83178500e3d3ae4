import { isObject } from '../../domain/is-object.ts';
import type { Operations } from '../endpoint/service.ts';

/** Receives over the API that brought no message, by queue name: `NumberOfEmptyReceives` (SQS guide, available CloudWatch metrics). */
export interface EmptyReceives {
  /** The operations of SQS, with their receives counted. */
  counted(operations: Operations): Operations;
  counts(): Readonly<Record<string, number>>;
}

/** Begins to count. */
export function countEmptyReceives(): EmptyReceives {
  const counts = new Map<string, number>();
  return {
    counted(operations) {
      const receive = operations['ReceiveMessage'];
      if (receive === undefined) return operations;
      return {
        ...operations,
        async ReceiveMessage(input, request) {
          const output = await receive(input, request);
          const name =
            String(input['QueueUrl'] ?? request.path)
              .split('/')
              .at(-1) ?? '';
          if (!isObject(output) || output['Messages'] === undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
          return output;
        },
      };
    },
    counts: () => Object.fromEntries(counts),
  };
}
