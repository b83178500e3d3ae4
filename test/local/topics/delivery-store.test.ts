import { createDeliveryStore, type Delivery } from '../../../src/local/topics/delivery-store.ts';
import { TOPIC_SCHEMA } from '../../../src/local/topics/schema.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

const delivery: Delivery = {
  topic: 'checkout',
  target: 'arn:of:a:queue',
  deadLetterArn: 'arn:of:another',
  redriven: false,
  tries: 2,
  message: {
    body: 'x',
    attributes: { k: { DataType: 'String', StringValue: 'v' } },
    groupId: 'g',
    traceHeader: 'Root=1',
  },
};

describe('the deliveries that wait', () => {
  let context: TestContext;
  beforeEach(() => {
    context = createTestContext();
    context.database.define(TOPIC_SCHEMA);
  });
  afterEach(() => context.dispose());
  const open = () => createDeliveryStore(context.database);

  it('are read back as they were written', () => {
    const store = open();
    const dead: Delivery = { ...delivery, deadLetterArn: undefined, redriven: true, tries: 0 };

    expect(store.park(delivery, 10)).toBe(1);
    expect(store.park(dead, 20)).toBe(2);

    expect(store.due(20, 9)).toEqual([
      { ...delivery, row: 1 },
      { ...dead, row: 2 },
    ]);
  });

  it('are due at their time and not before, the earliest first and no more than asked for', () => {
    const store = open();
    for (const due of [30, 10, 20, 20]) store.park({ ...delivery, tries: due }, due);
    const rows = (now: number, max: number) => store.due(now, max).map(({ row }) => row);

    expect(store.nextDue()).toBe(10);
    expect([rows(9, 9), rows(10, 9), rows(29, 9), rows(30, 9), rows(30, 2)]).toEqual([
      [],
      [2],
      [2, 3, 4],
      [2, 3, 4, 1],
      [2, 3],
    ]);
    expect(store.waiting()).toBe(4);
  });

  it('are not due while they are being tried, and wait nevertheless', () => {
    const store = open();
    const row = store.park(delivery, null);

    expect([store.nextDue(), store.due(1e9, 9), store.waiting()]).toEqual([undefined, [], 1]);
    expect(store.park({ ...delivery, row, tries: 3 }, 50)).toBe(row);
    expect(store.due(50, 9)).toEqual([{ ...delivery, row, tries: 3 }]);
    expect(store.waiting()).toBe(1);
  });

  it('are forgotten one by one; one that never waited is no error', () => {
    const store = open();
    const row = store.park(delivery, 10);
    store.park(delivery, 20);

    store.forget(delivery);
    expect(store.waiting()).toBe(2);
    store.forget({ ...delivery, row });

    expect(store.due(99, 9)).toMatchObject([{ row: 2 }]);
    store.forget({ ...delivery, row: 2 });
    expect([store.waiting(), store.nextDue()]).toEqual([0, undefined]);
  });

  it('go on after a restart: what was being tried is due at once, and rows are counted on', () => {
    const before = open();
    before.park(delivery, 10);
    before.park(delivery, null);

    const after = open();

    expect(after.due(0, 9)).toEqual([{ ...delivery, row: 2 }]);
    expect(after.nextDue()).toBe(0);
    expect(after.park(delivery, 30)).toBe(3);
  });
});
