import { PublishCommand } from '@aws-sdk/client-sns';
import { notifiedEvent } from '../../src/domain/published-event.ts';
import { checkoutBody } from '../support/checkout.ts';
import { type Shop, startShop } from '../support/shop.ts';

describe('a poisoned message ends among the dead letters', () => {
  let shop: Shop;
  const warnings: string[] = [];
  beforeAll(async () => {
    shop = await startShop({ speed: 0, warn: (line) => warnings.push(line) });
  });
  afterAll(() => shop.stop());

  it('after its receives, while its neighbours are delivered, and without its card number in any log', async () => {
    const TopicArn = shop.output('CheckoutTopicArn');
    const poison = checkoutBody('poison').replace('"date"', '"dated"');
    await Promise.all(
      [checkoutBody('left'), poison, checkoutBody('right')].map((Message) =>
        shop.sns.send(new PublishCommand({ TopicArn, Message })),
      ),
    );
    const first = await shop.flush();
    const stored = (await shop.orders()).map((row) => row['DateOrderId']?.S?.split('-').at(-1));
    expect(stored.sort()).toEqual(['left', 'right']);
    expect(Object.values(first.waiting)).toContain(1);

    for (let receives = 0; receives < 5; receives++) {
      shop.advance(3600);
      await shop.flush();
    }

    const dead = await shop.receiveAll(shop.queueUrl('Checkout', 'OrdersDeadLetterQueue'));
    expect(dead.map(({ Body = '' }) => notifiedEvent(Body)?.body)).toEqual([poison]);
    expect(shop.metrics().queues[shop.queueUrl('Checkout', 'OrdersQueue').split('/').at(-1) ?? '']).toMatchObject({
      deadLettered: 1,
      held: 0,
    });
    expect(warnings.join('\n')).not.toContain('4111');
  });
});
