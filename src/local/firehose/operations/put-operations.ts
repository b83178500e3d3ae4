/**
 * PutRecord and PutRecordBatch of Amazon Data Firehose (API reference; limits: Firehose guide, quotas).
 * There is no quota on records or bytes for each second: throttling comes from the fault list only.
 */

import * as v from 'valibot';
import { MAX_CALL_BYTES, MAX_CALL_RECORDS, MAX_RECORD_BYTES } from '../../../domain/service-limits.ts';
import type { Operations } from '../../endpoint/service.ts';
import { AwsError } from '../../errors.ts';
import type { FirehoseRoom } from '../firehose-room.ts';
import { recordId } from '../record-id.ts';
import type { Stream } from '../stream.ts';
import { streamOf } from './find-stream.ts';
import { parseInput, validationError } from './validation.ts';

const recordSchema = v.object({ Data: v.string('Member must not be null') });
const putSchema = v.object({ DeliveryStreamName: v.string('Member must not be null'), Record: recordSchema });
const batchSchema = v.object({
  DeliveryStreamName: v.string('Member must not be null'),
  Records: v.pipe(
    v.array(recordSchema, 'Member must not be null'),
    v.minLength(1, 'Member must have length greater than or equal to 1'),
    v.maxLength(MAX_CALL_RECORDS, `Member must have length less than or equal to ${MAX_CALL_RECORDS}`),
  ),
});

/** The two ways to put records; both return before anything is delivered. */
export function putOperations(room: FirehoseRoom): Operations {
  const { database, faults } = room.context;
  return {
    PutRecord(input) {
      const { DeliveryStreamName, Record: record } = parseInput(putSchema, input);
      const stream = streamOf(room, DeliveryStreamName);
      const data = decode(record.Data, 'record.data');
      stream.counts.putCalls++;
      const origin = database.write(() => stream.put(data));
      return { RecordId: recordId(stream.definition.seed, origin), Encrypted: isEncrypted(stream) };
    },
    async PutRecordBatch(input) {
      const { DeliveryStreamName, Records } = parseInput(batchSchema, input);
      const stream = streamOf(room, DeliveryStreamName);
      const records = Records.map(({ Data }, index) => decode(Data, `records.${index + 1}.member.data`));
      if (records.reduce((sum, { length }) => sum + length, 0) > MAX_CALL_BYTES)
        throw new AwsError('InvalidArgumentException', 'Records size exceeds 4 MB limit');
      const fault = faults.pass('firehose', 'PutRecordBatch', DeliveryStreamName);
      const partial = fault && (await fault);
      stream.counts.putCalls++;
      let failures = 0;
      const responses = database.write(() =>
        records.map((data) => {
          if (!partial?.failNext()) return { RecordId: recordId(stream.definition.seed, stream.put(data)) };
          failures++;
          return { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' };
        }),
      );
      return { FailedPutCount: failures, Encrypted: isEncrypted(stream), RequestResponses: responses };
    },
  };
}

function decode(base64: string, path: string): Buffer {
  const data = Buffer.from(base64, 'base64');
  if (data.length > MAX_RECORD_BYTES)
    throw validationError([[path, `Member must have length less than or equal to ${MAX_RECORD_BYTES}`]]);
  return data;
}

function isEncrypted({ definition }: Stream): boolean {
  return definition.encryption['Status'] === 'ENABLED';
}
