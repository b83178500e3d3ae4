import { resolve } from 'node:path';
import { putTemplateOfStack } from '../../src/aws/search/put-template-of-stack.ts';
import { startLocalStack } from '../../src/local/index.ts';
import { expectEachInItsPlace, failedDocuments, publishEvents, searchableIds } from '../support/search-load.ts';
import { type Shop, shopOf } from '../support/shop.ts';

/** Several requests to the index, and several objects of dead letters; ten thousand go to a real engine (test/compat). */
const EVENTS = 3000;

let shop: Shop;

beforeEach(async () => {
  const templateFile = resolve(import.meta.dirname, '../support/search-fork/template.yaml');
  shop = shopOf(
    await startLocalStack({ templateFile, speed: 0, afterDeploy: (stack) => putTemplateOfStack(stack, console.error) }),
  );
});
afterEach(() => shop?.stop());

test('of three thousand events, those that the mapping refuses are dead letters, and all others are found', async () => {
  await publishEvents(shop, shop.output('TopicArn'), { from: 0, to: EVENTS });
  await shop.flush();

  await expectEachInItsPlace(shop, shop.searchUrl, EVENTS);
});

test('an engine that is away for a minute loses nothing', async () => {
  await publishEvents(shop, shop.output('TopicArn'), { from: 0, to: 100 });
  await shop.flush();
  shop.faults.replace({ rules: [{ service: 'search', operation: 'bulk', kind: 'error', rate: 1 }] });
  await publishEvents(shop, shop.output('TopicArn'), { from: 100, to: 400 });
  expect(Object.values((await shop.flush()).delivered)).toEqual([0]);
  shop.advance(60);
  await shop.flush();
  expect(await searchableIds(shop.searchUrl)).toHaveLength(95);

  shop.faults.clear();
  shop.advance(60);
  await shop.flush();

  await expectEachInItsPlace(shop, shop.searchUrl, 400);
  expect(await failedDocuments(shop)).toHaveLength(20);
});
