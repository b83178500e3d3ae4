/**
 * Stands in for AWS::SQS::QueuePolicy.
 * The policy is given back by the API; nothing is authorised locally, so it has no effect.
 */
import { call, type Engines } from './engines.ts';
import { defineResource } from './provider.ts';
import { accepted, document, listOf, text } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

/** The policy of queues. */
export const queuePolicy = defineResource({
  type: 'AWS::SQS::QueuePolicy',
  effect: 'accepted',
  attributes: ['Id'],
  table: { PolicyDocument: accepted(document), Queues: accepted(listOf(text)) },
  async create({ Queues, PolicyDocument }, { engines, generatedName }) {
    await setPolicy(engines, Queues, JSON.stringify(PolicyDocument));
    return generatedName(64);
  },
  async update(_id, { Queues, PolicyDocument }, { engines }, previous) {
    const left = previous.Queues?.filter((url) => !Queues?.includes(url));
    await unlessGone(() => setPolicy(engines, left, ''));
    await setPolicy(engines, Queues, JSON.stringify(PolicyDocument));
  },
  delete: (_id, { engines }, { Queues }) => unlessGone(() => setPolicy(engines, Queues, '')),
  describe: (name) => ({ ref: name, attributes: { Id: name } }),
});

async function setPolicy({ queues }: Engines, urls: readonly string[] = [], Policy = ''): Promise<void> {
  for (const QueueUrl of urls)
    await call(queues.operations, 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } });
}
