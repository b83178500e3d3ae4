/** Exercise 4: a bug corrupts what is stored; switched off, a replay from the buffer heals it. */
import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { did, holds } from '../checks.ts';
import type { Order } from '../orders.ts';
import type { Shop } from '../shop.ts';
import { isTrue, postOrders, readRow } from './store-orders.ts';

/** Walks the bug and its healing; at the end the buffer is empty and the replay is off again. */
export async function healByReplay(shop: Shop, orders: readonly Order[]): Promise<void> {
  await switchBug(shop, true);
  await postOrders(shop, orders);
  await shop.flush();
  const corrupted = await countRows(shop, orders, (row) => row?.paymentId === 'CORRUPTED!' && row.amount === '0');
  holds(corrupted === orders.length, `${corrupted} of ${orders.length} rows are corrupted: PaymentId is CORRUPTED!`);

  await switchBug(shop, false);
  const held = await bufferDepth(shop);
  holds(held >= orders.length, `the replay buffer holds ${held} events`);
  await switchReplay(shop, true);
  await shop.flush();
  const healed = await countRows(shop, orders, isTrue);
  holds(healed === orders.length, `${healed} of ${orders.length} rows are healed: they say what was posted`);
  const left = await bufferDepth(shop);
  holds(left === 0, 'the replay buffer is empty');
  await switchReplay(shop, false);
  const { State } = await lambda(shop).send(new GetEventSourceMappingCommand({ UUID: shop.output('ReplayMappingId') }));
  holds(State === 'Disabled', `the replay mapping is ${State}`);
}

const lambda = (shop: Shop) => new LambdaClient(shop.aws);

async function countRows(
  shop: Shop,
  orders: readonly Order[],
  condition: (row: Awaited<ReturnType<typeof readRow>>, order: Order) => boolean,
): Promise<number> {
  const rows = await Promise.all(orders.map((order) => readRow(shop, order)));
  return orders.filter((order, i) => condition(rows[i], order)).length;
}

async function switchBug(shop: Shop, on: boolean): Promise<void> {
  const FunctionName = shop.output('StoreOrderFunctionName');
  const { Environment } = await lambda(shop).send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = { ...Environment?.Variables, BUG_ENABLED: String(on) };
  await lambda(shop).send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  did(`switched the bug ${on ? 'on' : 'off'}: BUG_ENABLED=${on} on ${FunctionName}`);
}

async function switchReplay(shop: Shop, on: boolean): Promise<void> {
  const UUID = shop.output('ReplayMappingId');
  await lambda(shop).send(new UpdateEventSourceMappingCommand({ UUID, Enabled: on }));
  const wanted = on ? 'Enabled' : 'Disabled';
  for (let state = ''; state !== wanted; ) {
    const mapping = await lambda(shop).send(new GetEventSourceMappingCommand({ UUID }));
    state = mapping.State ?? '';
  }
  did(`switched the replay ${on ? 'on' : 'off'}: mapping ${UUID} is ${wanted}`);
}

async function bufferDepth(shop: Shop): Promise<number> {
  const { Attributes } = await new SQSClient(shop.aws).send(
    new GetQueueAttributesCommand({
      QueueUrl: shop.output('ReplayQueueUrl'),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages) + Number(Attributes?.ApproximateNumberOfMessagesNotVisible);
}
