import { Logger } from '@aws-lambda-powertools/logger';
import * as v from 'valibot';
import { redactionRules } from '../domain/card-data/redaction-rules.ts';
import { type TransformedRecord, transformRecords } from '../domain/card-data/transform-records.ts';

const FirehoseEvent = v.object({ records: v.array(v.object({ recordId: v.string(), data: v.string() })) });

/** A Firehose transformation that takes card data out of every record; each record has its own result. */
export function createRemoveCardDataHandler({ env, logger }: { env: NodeJS.ProcessEnv; logger: Pick<Logger, 'info'> }) {
  const rules = redactionRules(env);
  return async (event: unknown): Promise<{ records: TransformedRecord[] }> => {
    const records = transformRecords(v.parse(FirehoseEvent, event).records, rules);
    const failed = records.filter(({ result }) => result === 'ProcessingFailed').length;
    logger.info('Removed card data', { records: records.length, failed });
    return { records };
  };
}

export const handler = createRemoveCardDataHandler({ env: process.env, logger: new Logger() });
