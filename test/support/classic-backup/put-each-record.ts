/** The classic way of a backup, to compare with: each event is a record and a call of its own. */
import { FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose';

const firehose = new FirehoseClient({});

export const handler = async ({ Records }: { Records: { body: string }[] }): Promise<void> => {
  for (const { body } of Records) {
    await firehose.send(
      new PutRecordCommand({
        DeliveryStreamName: process.env['DELIVERY_STREAM_NAME'],
        Record: { Data: Buffer.from(`${body}\n`) },
      }),
    );
  }
};
