import fc from 'fast-check';
import { applyOrder } from '../../src/aws/apply-order.ts';
import type { OrderDelivery } from '../../src/domain/order/order-delivery.ts';
import { startDynamoDb } from '../support/dynamodb.ts';
import { applyToRow, type ModelRow } from '../support/order-row.ts';
import { deliveriesOf, healingOf, interleavings, latestOf } from '../support/order-versions.ts';

let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
let tableName: string;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
  tableName = await dynamodb.createOrdersTable();
});
afterAll(() => dynamodb.close());

let customers = 0;
/** The deliveries of a customer that no run had. */
function afresh(deliveries: readonly OrderDelivery[]): OrderDelivery[] {
  customers += 1;
  return deliveries.map((delivery) => ({ ...delivery, item: { ...delivery.item, CustomerId: `c-${customers}` } }));
}
const apply = (delivery: OrderDelivery) =>
  applyOrder({ send: (command) => dynamodb.client.send(command), tableName, delivery });
async function rowOf({ item: { CustomerId, DateOrderId } }: OrderDelivery) {
  const row = (await dynamodb.row(tableName, CustomerId, DateOrderId)) ?? {};
  const { Version, PaymentId, PaymentAmount, PaymentCurrency, TotalQuantity, AppliedReplays } = row;
  return {
    item: {
      CustomerId,
      DateOrderId,
      PaymentId: PaymentId?.S,
      PaymentAmount: PaymentAmount?.N,
      PaymentCurrency: PaymentCurrency?.S,
      TotalQuantity: TotalQuantity?.N,
    },
    version: Version?.S,
    replays: [...(AppliedReplays?.SS ?? [])].sort(),
  };
}

test('a delivery makes of a row on the engine what it is promised to make', async () => {
  await fc.assert(
    fc.asyncProperty(interleavings(), async (interleaving) => {
      let row: ModelRow | undefined;
      for (const delivery of afresh([...deliveriesOf(interleaving), ...healingOf(interleaving)])) {
        const promised = applyToRow(row, delivery);
        expect(await apply(delivery)).toBe(promised.outcome);
        row = promised.row;
        expect(await rowOf(delivery)).toEqual({ ...row, replays: [...row.replays].sort() });
      }
    }),
    { numRuns: 40 },
  );
});

test('deliveries at once leave the latest version, which a replay heals', async () => {
  await fc.assert(
    fc.asyncProperty(interleavings(), async (interleaving) => {
      const deliveries = afresh([...deliveriesOf(interleaving), ...healingOf(interleaving)]);
      const [first] = deliveries;
      if (first === undefined) return;
      const { version, item } = latestOf(interleaving);
      const healthy = deliveries.filter(({ replayId }) => replayId === 'heal');

      await Promise.all(deliveries.filter(({ replayId }) => replayId !== 'heal').map(apply));
      expect(await rowOf(first)).toMatchObject({ version: version.text });
      await Promise.all(healthy.map(apply));

      expect((await rowOf(first)).item).toEqual({ ...item, CustomerId: first.item.CustomerId });
    }),
    { numRuns: 40 },
  );
});
