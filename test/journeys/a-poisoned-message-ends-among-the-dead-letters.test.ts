import { PublishCommand } from '@aws-sdk/client-sns';
import { redactCardData } from '../../src/domain/card-data/redact-card-data.ts';
import { notifiedEvent } from '../../src/domain/published-event.ts';
import { TEST_CARDS } from '../support/card-numbers.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

describe('a poisoned message ends among the dead letters', () => {
  let shop: Shop;
  const warnings: string[] = [];
  beforeAll(async () => {
    shop = await startShop({ speed: 0, warn: (line) => warnings.push(line) });
  });
  afterAll(() => shop.stop());

  it('at its first receive and with the reason, while its neighbours are delivered, and without its card number in any log', async () => {
    const TopicArn = shop.output('CheckoutTopicArn');
    const poison = checkoutBody('poison').replace('"date"', '"dated"');
    await Promise.all(
      [checkoutBody('left'), poison, checkoutBody('right')].map((Message) =>
        shop.sns.send(new PublishCommand({ TopicArn, Message })),
      ),
    );
    await shop.flush();

    const stored = (await shop.orders()).map((row) => row['DateOrderId']?.S?.split('-').at(-1));
    expect(stored.sort()).toEqual(['left', 'right']);
    const dead = await shop.receiveAll(shop.queueUrl('Checkout', 'OrdersDeadLetterQueue'));
    expect(dead.map(({ Body = '' }) => notifiedEvent(Body)?.body)).toEqual([redactCardData(poison)]);
    expect(JSON.stringify(dead)).not.toContain(TEST_CARDS.Visa);
    expect(dead).toMatchObject([
      {
        MessageAttributes: {
          'failure-reason': { StringValue: 'InvalidDocumentError: The order is not valid: date is required.' },
          'failed-in': { StringValue: expect.stringContaining('StoreOrderFunction') },
        },
      },
    ]);
    expect(shop.metrics().queues[shop.queueUrl('Checkout', 'OrdersQueue').split('/').at(-1) ?? '']).toMatchObject({
      received: 3,
      deadLettered: 0,
      held: 0,
    });
    expect(warnings.join('\n')).not.toContain('4111');
  });
});
