import * as v from 'valibot';
import { REDACTION_VARIABLES, type RedactionRules } from '../card-data/redaction-rules.ts';
import type { RecordFormat } from './frame-message.ts';

/** How a forwarder writes, as its environment says. */
export interface ForwarderConfig extends RedactionRules {
  streamName: string;
  /** The topic whose notifications are unwrapped; undefined for those of any. */
  topicArn?: string | undefined;
  format: RecordFormat;
  eventsPerRecord: number;
  redact: boolean;
}

/** Reads a forwarder's environment; throws where a variable is missing or has a value that it cannot have. */
export function forwarderConfig(env: NodeJS.ProcessEnv): ForwarderConfig {
  const config = v.parse(Environment, env);
  return {
    streamName: config.DELIVERY_STREAM_NAME,
    topicArn: config.TOPIC_ARN,
    format: config.RECORD_FORMAT,
    eventsPerRecord: config.EVENTS_PER_RECORD,
    redact: config.REDACTION === 'CardData',
    exempt: config.REDACTION_EXEMPT_PATHS,
    codeKeys: config.VERIFICATION_CODE_KEYS,
  };
}

const Environment = v.object({
  DELIVERY_STREAM_NAME: v.pipe(v.string(), v.nonEmpty()),
  TOPIC_ARN: v.optional(v.string()),
  RECORD_FORMAT: v.optional(v.picklist(['Envelope', 'Body', 'Document']), 'Envelope'),
  EVENTS_PER_RECORD: v.optional(
    v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(1), v.maxValue(500)),
    '500',
  ),
  REDACTION: v.optional(v.picklist(['None', 'CardData']), 'None'),
  ...REDACTION_VARIABLES,
});
