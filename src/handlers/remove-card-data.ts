import { Logger } from '@aws-lambda-powertools/logger';
import * as v from 'valibot';
import { type TransformedRecord, transformRecord } from '../domain/card-data/transform-record.ts';

const FirehoseEvent = v.object({ records: v.array(v.object({ recordId: v.string(), data: v.string() })) });

/** A Firehose transformation that takes card data out of every record; each record has its own result. */
export function createRemoveCardDataHandler({ logger }: { logger: Pick<Logger, 'info'> }) {
  return async (event: unknown): Promise<{ records: TransformedRecord[] }> => {
    const records = v.parse(FirehoseEvent, event).records.map(transformRecord);
    const failed = records.filter(({ result }) => result === 'ProcessingFailed').length;
    logger.info('Removed card data', { records: records.length, failed });
    return { records };
  };
}

export const handler = createRemoveCardDataHandler({ logger: new Logger() });
