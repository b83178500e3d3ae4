import { isObject } from '../../../../src/domain/is-object.ts';
import { ownTables } from '../../../support/tables/judges.ts';

const TableName = 'Matches';
const names = ['id', 'cup', 'year', 'round', 'place'];
let own: Awaited<ReturnType<typeof ownTables>>;
const ask = (operation: string, input: object) => own.ask({ operation, input: { TableName, ...input } });
const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType });

async function query(condition: string, values: object, more: object = {}) {
  const { body } = await ask('Query', {
    IndexName: 'rounds',
    KeyConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries(
      names.filter((name) => condition.includes(`#${name}`)).map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: values,
    ...more,
  });
  const items = Array.isArray(body['Items']) ? body['Items'] : [];
  const ids = items.map((item) => (isObject(item) && isObject(item['id']) ? item['id']['S'] : undefined));
  return { ids, message: body['message'], last: body['LastEvaluatedKey'] };
}
const all = { ':cup': { S: 'A' }, ':year': { N: '2026' } };
const ofCup = '#cup = :cup AND #year = :year';

beforeAll(async () => {
  own = await ownTables();
  await ask('CreateTable', {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: names.map((AttributeName) => ({
      AttributeName,
      AttributeType: AttributeName === 'year' || AttributeName === 'round' ? 'N' : 'S',
    })),
    KeySchema: [key('id', 'HASH')],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'rounds',
        KeySchema: [key('cup', 'HASH'), key('year', 'HASH'), key('round', 'RANGE'), key('place', 'RANGE')],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  for (const round of ['2', '10', '-1']) {
    for (const place of ['b', 'a', 'ab']) {
      const Item = { cup: { S: 'A' }, year: { N: '2026' }, round: { N: round }, place: { S: place } };
      await ask('PutItem', { Item: { ...Item, id: { S: `${round}${place}` } } });
    }
  }
  await ask('PutItem', {
    Item: { id: { S: 'other' }, cup: { S: 'A' }, year: { N: '2025' }, round: { N: '2' }, place: { S: 'a' } },
  });
  await ask('PutItem', { Item: { id: { S: 'no place' }, cup: { S: 'A' }, year: { N: '2026' }, round: { N: '2' } } });
});
afterAll(() => own.close());

describe('a global index whose keys have several attributes', () => {
  it('sorts by one after the other, and leaves out what lacks one', async () => {
    const sorted = ['-1a', '-1ab', '-1b', '2a', '2ab', '2b', '10a', '10ab', '10b'];

    expect((await query(ofCup, all)).ids).toEqual(sorted);
    expect((await query(ofCup, all, { ScanIndexForward: false })).ids).toEqual(sorted.toReversed());
  });

  it.each<[string, object, string[]]>([
    ['#round = :r', { ':r': { N: '2' } }, ['2a', '2ab', '2b']],
    ['#round > :r', { ':r': { N: '2' } }, ['10a', '10ab', '10b']],
    ['#round <= :r', { ':r': { N: '2' } }, ['-1a', '-1ab', '-1b', '2a', '2ab', '2b']],
    ['#round = :r AND #place > :p', { ':r': { N: '2' }, ':p': { S: 'a' } }, ['2ab', '2b']],
    ['#round = :r AND #place >= :p', { ':r': { N: '2' }, ':p': { S: 'a' } }, ['2a', '2ab', '2b']],
    ['#round = :r AND #place < :p', { ':r': { N: '2' }, ':p': { S: 'ab' } }, ['2a']],
    ['#round = :r AND begins_with(#place, :p)', { ':r': { N: '2' }, ':p': { S: 'a' } }, ['2a', '2ab']],
    [
      '#round = :r AND #place BETWEEN :p AND :q',
      { ':r': { N: '2' }, ':p': { S: 'a' }, ':q': { S: 'ab' } },
      ['2a', '2ab'],
    ],
    ['#round = :r AND #place = :p', { ':r': { N: '2' }, ':p': { S: 'b' } }, ['2b']],
  ])('answers %s', async (condition, values, ids) => {
    expect((await query(`${ofCup} AND ${condition}`, { ...all, ...values })).ids).toEqual(ids);
  });

  it('goes on after a page, in both directions', async () => {
    for (const ScanIndexForward of [true, false]) {
      const seen: unknown[] = [];
      let start: unknown;
      do {
        const more = { ScanIndexForward, Limit: 2, ...(start !== undefined && { ExclusiveStartKey: start }) };
        const { ids, last } = await query(ofCup, all, more);
        seen.push(...ids);
        start = last;
      } while (start !== undefined);

      expect(seen).toHaveLength(9);
      expect(new Set(seen).size).toBe(9);
    }
  });

  it.each<[string, string, object, string]>([
    [
      'a missing attribute of the partition key',
      '#cup = :cup',
      { ':cup': { S: 'A' } },
      'missed key schema element: year',
    ],
    [
      'a gap in the sort key',
      `${ofCup} AND #place = :p`,
      { ...all, ':p': { S: 'a' } },
      'missed key schema element: round',
    ],
    [
      'anything but equality before the last',
      `${ofCup} AND #round > :r AND #place = :p`,
      { ...all, ':r': { N: '1' }, ':p': { S: 'a' } },
      'Query key condition not supported',
    ],
  ])('refuses %s', async (_what, condition, values, message) => {
    expect((await query(condition, values)).message).toContain(message);
  });
});
