import * as v from 'valibot';
import { type RedactionRules, redactionRules } from '../../domain/card-data/redaction-rules.ts';
import type { QueuePatience } from '../../domain/failure/wait-seconds.ts';

/** The queue that a function takes its messages from, and where those belong that can never succeed. */
export interface FunctionQueue extends QueuePatience {
  queueUrl: string;
  deadLetterQueueUrl: string;
  functionName: string;
  /** Of what is sent to the dead-letter queue; undefined where the fork's redaction is switched off. */
  redaction: RedactionRules | undefined;
}

/** Reads what the template and Lambda tell a function of its queue; throws where a variable is missing. */
export function functionQueue(env: NodeJS.ProcessEnv): FunctionQueue {
  const config = v.parse(Environment, env);
  return {
    queueUrl: config.QUEUE_URL,
    deadLetterQueueUrl: config.DEAD_LETTER_QUEUE_URL,
    maxReceiveCount: config.MAX_RECEIVE_COUNT,
    retentionSeconds: config.MESSAGE_RETENTION_PERIOD,
    functionName: config.AWS_LAMBDA_FUNCTION_NAME,
    redaction: config.REDACTION === 'None' ? undefined : redactionRules(env),
  };
}

const Whole = v.pipe(v.string(), v.transform(Number), v.integer());

const Environment = v.object({
  QUEUE_URL: v.pipe(v.string(), v.nonEmpty()),
  DEAD_LETTER_QUEUE_URL: v.pipe(v.string(), v.nonEmpty()),
  MAX_RECEIVE_COUNT: v.pipe(Whole, v.minValue(1)),
  MESSAGE_RETENTION_PERIOD: v.pipe(Whole, v.minValue(1)),
  AWS_LAMBDA_FUNCTION_NAME: v.pipe(v.string(), v.nonEmpty()),
  /** Of a forwarder alone. */
  REDACTION: v.optional(v.string()),
});
