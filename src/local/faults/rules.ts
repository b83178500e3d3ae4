/** The fault list of the local stack: which operations of which services are to go wrong, how, and how often. */
import * as v from 'valibot';
import { UsageError } from '../errors.ts';

const ruleSchema = v.strictObject({
  service: v.picklist(['sns', 'sqs', 's3', 'dynamodb', 'firehose', 'lambda', 'search']),
  operation: v.pipe(v.string(), v.nonEmpty()),
  kind: v.picklist(['throttle', 'partial', 'error', 'latency', 'reset', 'timeout']),
  rate: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  ms: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3_600_000))),
  resource: v.optional(v.pipe(v.string(), v.nonEmpty())),
});

const listSchema = v.strictObject({
  seed: v.optional(v.pipe(v.number(), v.integer()), 1),
  rules: v.array(ruleSchema),
});

/** One fault: `rate` of the calls of an operation (`*`: every one) go wrong; `ms` is local time, for latency and timeout. */
export type FaultRule = v.InferOutput<typeof ruleSchema>;
/** The whole list with the seed that makes its chance repeatable. */
export type FaultList = v.InferOutput<typeof listSchema>;

/** Reads a fault list; a UsageError names every field that is wrong. */
export function parseFaultList(input: unknown): FaultList {
  const parsed = v.safeParse(listSchema, input);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
  throw new UsageError(`The fault list is wrong: ${problems.join('; ')}.`);
}
