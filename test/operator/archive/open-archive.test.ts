import { DeleteQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { connect } from '../../../src/aws/connection.ts';
import { type ArchiveRequest, openArchive } from '../../../src/operator/archive/open-archive.ts';
import { type Shop, startShop } from '../../support/shop.ts';

const DAY_MS = 86_400_000;
let shop: Shop;
beforeAll(async () => {
  shop = await startShop({ speed: 0 });
});
afterAll(() => shop.stop());

const latenessOf = async (request: ArchiveRequest) => {
  const clock = { now: Date.now, wait: async () => {} };
  const operator = { connection: connect({ endpoint: shop.awsUrl }, {}), stackName: undefined, clock };
  return (await openArchive(operator, request)).window.lateMs / DAY_MS;
};

test('an archive is read as far behind a window as its queue keeps an event, or as is said', async () => {
  const QueueUrl = shop.queueUrl('BackupQueue');
  const [bucket, stream] = [shop.output('BackupBucketName'), shop.output('BackupStreamName')];
  expect(await latenessOf({})).toBe(14);

  // As storage-backup 1.0 deployed it.
  await shop.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { MessageRetentionPeriod: '345600' } }));
  expect(await latenessOf({})).toBe(4);
  expect(await latenessOf({ lateMs: DAY_MS })).toBe(1);
  // No stack is asked.
  expect(await latenessOf({ bucket })).toBe(14);
  expect(await latenessOf({ stream })).toBe(14);

  await shop.sqs.send(new DeleteQueueCommand({ QueueUrl }));
  expect(await latenessOf({})).toBe(14);
});
