import * as v from 'valibot';
import { redactionRules } from '../card-data/redaction-rules.ts';
import type { CheckoutOptions } from './checkout-message.ts';

/** Where checkouts are published, and how, as the environment says. */
export interface CheckoutConfig {
  topicArn: string;
  /** Of the table with the answers by idempotency key. */
  tableName: string;
  options: CheckoutOptions;
}

/** Reads the environment of `accept-checkout`; throws where a variable is missing or has a value that it cannot have. */
export function checkoutConfig(env: NodeJS.ProcessEnv): CheckoutConfig {
  const config = v.parse(Environment, env);
  return {
    topicArn: config.TOPIC_ARN,
    tableName: config.IDEMPOTENCY_TABLE_NAME,
    options: { ...redactionRules(env), publishCardNumbers: config.PUBLISH_CARD_NUMBERS === 'true' },
  };
}

const Environment = v.object({
  TOPIC_ARN: v.string(),
  IDEMPOTENCY_TABLE_NAME: v.string(),
  PUBLISH_CARD_NUMBERS: v.optional(v.picklist(['false', 'true']), 'false'),
});
