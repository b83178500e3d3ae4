/** Exercise 1: post orders, and see them in the orders table. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { did, holds } from '../checks.ts';
import type { Order } from '../orders.ts';
import type { Shop } from '../shop.ts';

export interface OrderRow {
  readonly paymentId: string | undefined;
  readonly amount: string | undefined;
  readonly currency: string | undefined;
  readonly quantity: string | undefined;
}

/** Posts orders to the checkout API, a few at a time, as a shop's customers would; every one must be accepted. */
export async function postOrders(shop: Shop, orders: readonly Order[]): Promise<void> {
  const url = shop.output('CheckoutApiUrl');
  for (let i = 0; i < orders.length; i += 5) {
    await Promise.all(
      orders.slice(i, i + 5).map(async (order) => {
        const response = await fetch(url, { method: 'POST', body: order.body });
        if (response.status !== 202) throw new Error(`order ${order.id}: ${response.status} ${await response.text()}`);
      }),
    );
  }
  did(`posted ${orders.length} orders to ${url}, each answered 202`);
}

/** The row that the orders table holds of an order. */
export async function readRow(shop: Shop, order: Order): Promise<OrderRow | undefined> {
  const dynamodb = new DynamoDBClient(shop.aws);
  const key = { CustomerId: { S: order.customerId }, DateOrderId: { S: `${order.date}-${order.id}` } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: shop.output('OrdersTableName'), Key: key }));
  return (
    Item && {
      paymentId: Item['PaymentId']?.S,
      amount: Item['PaymentAmount']?.N,
      currency: Item['PaymentCurrency']?.S,
      quantity: Item['TotalQuantity']?.N,
    }
  );
}

/** True when the row says what the order said. */
export function isTrue(row: OrderRow | undefined, order: Order): boolean {
  return (
    row?.paymentId === `${order.id}-payment` &&
    Number(row.amount) === Number(order.amount) &&
    row.currency === order.currency &&
    row.quantity === String(order.quantity)
  );
}

/** Posts the orders and holds every row of the table against them. */
export async function storeOrders(shop: Shop, orders: readonly Order[]): Promise<void> {
  await postOrders(shop, orders);
  await shop.flush();
  const rows = await Promise.all(orders.map((order) => readRow(shop, order)));
  const right = orders.filter((order, i) => isTrue(rows[i], order)).length;
  holds(
    right === orders.length,
    `the orders table ${shop.output('OrdersTableName')} holds ${right} of ${orders.length} orders, as posted`,
  );
}
