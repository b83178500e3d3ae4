/** Generated calls of DynamoDB on one small table: many hit the same items, and many are wrong in some way. */
import fc from 'fast-check';

export interface TableCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A table with a local and two global indexes. */
export const judgedTable = {
  TableName: 'Judged',
  AttributeDefinitions: ['pk', 'g', 'b']
    .map((AttributeName) => ({ AttributeName, AttributeType: 'S' }))
    .concat([
      { AttributeName: 'sk', AttributeType: 'N' },
      { AttributeName: 'n', AttributeType: 'N' },
    ]),
  KeySchema: keySchema('pk', 'sk'),
  ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
  LocalSecondaryIndexes: [
    { IndexName: 'local', KeySchema: keySchema('pk', 'b'), Projection: { ProjectionType: 'KEYS_ONLY' } },
  ],
  GlobalSecondaryIndexes: [
    globalIndex('global', keySchema('g', 'n'), { ProjectionType: 'INCLUDE', NonKeyAttributes: ['c', 'l'] }),
    globalIndex('alone', keySchema('b'), { ProjectionType: 'ALL' }),
  ],
};

function keySchema(hash: string, range?: string) {
  const keys = [{ AttributeName: hash, KeyType: 'HASH' }];
  return range === undefined ? keys : [...keys, { AttributeName: range, KeyType: 'RANGE' }];
}

function globalIndex(IndexName: string, KeySchema: object[], Projection: object) {
  return { IndexName, KeySchema, Projection, ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } };
}

type Value = Record<string, unknown>;

const word = fc.constantFrom('x', 'y', 'xy', 'yx', 'é', '~', 'Zz');
const number = fc.constantFrom('0', '1', '-1', '2', '10', '9', '0.5', '-0.25', '1E3', '100', '12345678901234567890');
const bytes = fc.constantFrom('eA==', 'eHk=', 'AA==', '/w==', 'eQ==');
const set = <T>(member: fc.Arbitrary<T>) => fc.uniqueArray(member, { minLength: 1, maxLength: 3 });

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    word.map((S): Value => ({ S })),
    number.map((N): Value => ({ N })),
    bytes.map((B): Value => ({ B })),
    fc.boolean().map((BOOL): Value => ({ BOOL })),
    fc.constant<Value>({ NULL: true }),
    set(word).map((SS): Value => ({ SS })),
    set(fc.constantFrom('1', '2', '3', '-4')).map((NS): Value => ({ NS })),
    set(bytes).map((BS): Value => ({ BS })),
    fc.array(tie('value'), { maxLength: 3 }).map((L): Value => ({ L })),
    fc.dictionary(fc.constantFrom('p', 'q'), tie('value'), { maxKeys: 2 }).map((M): Value => ({ M })),
  ),
}));

const key = fc.record({
  pk: fc.constantFrom('A', 'B').map((S) => ({ S })),
  sk: fc.constantFrom('1', '2', '-3').map((N) => ({ N })),
});
const rest = fc.record(
  {
    g: word.map((S) => ({ S })),
    n: number.map((N) => ({ N })),
    b: word.map((S) => ({ S })),
    c: value,
    d: value,
    l: fc.array(value, { minLength: 1, maxLength: 4 }).map((L) => ({ L })),
    m: fc.dictionary(fc.constantFrom('p', 'q'), value, { maxKeys: 2 }).map((M) => ({ M })),
  },
  { requiredKeys: [] },
);

/** A mistake now and then: a value of another type, or a member that is not there. */
const mistaken = fc
  .boolean()
  .chain((_) => fc.nat(19))
  .map((n) => n === 0);

interface Text {
  readonly text: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Value>>;
}

const plain = (text: string): Text => ({ text, names: {}, values: {} });

function joined(between: string, parts: readonly Text[]): Text {
  return {
    text: parts.map((part) => part.text).join(between),
    names: Object.assign({}, ...parts.map((part) => part.names)),
    values: Object.assign({}, ...parts.map((part) => part.values)),
  };
}

const around = (before: string, part: Text, after: string): Text => ({
  ...part,
  text: `${before}${part.text}${after}`,
});

const head = fc.constantFrom('c', 'd', 'l', 'm', '#c', 'zz');
const step = fc.constantFrom('[0]', '[1]', '[3]', '.p', '.q', '.#c', '', '', '');
const path: fc.Arbitrary<Text> = fc.tuple(head, step, step).map(([first, second, third]) => {
  const text = `${first}${second}${second === '' ? '' : third}`;
  return { text, names: text.includes('#c') ? { '#c': 'c' } : {}, values: {} };
});
const topPath: fc.Arbitrary<Text> = fc.constantFrom('c', 'd', 'l', 'm', 'b', 'n', 'g', 'zz').map(plain);

const valueNames = fc.constantFrom(':u', ':v', ':w', ':x', ':y');
const operandValue: fc.Arbitrary<Text> = fc
  .tuple(valueNames, value)
  .map(([name, given]) => ({ text: name, names: {}, values: { [name]: given } }));
const missingValue = fc.constant(plain(':missing'));
const operand = fc.oneof(
  { weight: 8, arbitrary: operandValue },
  { weight: 5, arbitrary: path },
  { weight: 5, arbitrary: topPath },
  { weight: 3, arbitrary: path.map((each) => around('size(', each, ')')) },
  { weight: 1, arbitrary: fc.oneof(missingValue, fc.constant(plain('date')), fc.constant(plain('#undefined'))) },
);

const comparison = fc
  .tuple(operand, fc.constantFrom('=', '<>', '<', '<=', '>', '>='), operand)
  .map(([first, operator, second]) => joined(` ${operator} `, [first, second]));
const between = fc
  .tuple(operand, operand, operand)
  .map(([first, lower, upper]) => joined('', [first, plain(' BETWEEN '), lower, plain(' AND '), upper]));
const within = fc
  .tuple(operand, fc.array(operand, { minLength: 1, maxLength: 3 }))
  .map(([first, others]) => joined('', [first, plain(' IN ('), joined(', ', others), plain(')')]));
const typeName: fc.Arbitrary<Text> = fc
  .constantFrom('S', 'N', 'L', 'SS', 'BOOL', 'what')
  .map((S) => ({ text: ':t', names: {}, values: { ':t': { S } } }));
const call = fc.oneof(
  path.map((each) => around('attribute_exists(', each, ')')),
  path.map((each) => around('attribute_not_exists(', each, ')')),
  fc.tuple(path, typeName).map((parts) => around('attribute_type(', joined(', ', parts), ')')),
  fc.tuple(operand, operand).map((parts) => around('begins_with(', joined(', ', parts), ')')),
  fc.tuple(operand, operand).map((parts) => around('contains(', joined(', ', parts), ')')),
);

const { condition } = fc.letrec<{ condition: Text }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: comparison },
    { weight: 3, arbitrary: call },
    { weight: 1, arbitrary: between },
    { weight: 1, arbitrary: within },
    { weight: 2, arbitrary: fc.tuple(tie('condition'), tie('condition')).map((parts) => joined(' AND ', parts)) },
    { weight: 2, arbitrary: fc.tuple(tie('condition'), tie('condition')).map((parts) => joined(' OR ', parts)) },
    { weight: 1, arbitrary: tie('condition').map((each) => around('NOT (', each, ')')) },
    { weight: 1, arbitrary: tie('condition').map((each) => around('(', each, ')')) },
  ),
}));

/** Texts that are no expressions, or hardly. */
const broken = fc
  .constantFrom('', '(', 'c =', 'c = :v AND', 'foo(c)', '((c = :v))', 'c == :v', ':v', 'c', 'size(c)')
  .map(plain);
const conditionText = fc.oneof({ weight: 12, arbitrary: condition }, { weight: 1, arbitrary: broken });

const target = fc.oneof({ weight: 3, arbitrary: topPath }, { weight: 2, arbitrary: path });
const setAction = fc
  .tuple(
    target,
    fc.oneof(
      { weight: 4, arbitrary: operandValue },
      { weight: 2, arbitrary: path },
      { weight: 2, arbitrary: fc.tuple(topPath, operandValue).map((parts) => joined(' + ', parts)) },
      { weight: 1, arbitrary: fc.tuple(topPath, operandValue).map((parts) => joined(' - ', parts)) },
      {
        weight: 2,
        arbitrary: fc.tuple(topPath, operandValue).map((parts) => around('if_not_exists(', joined(', ', parts), ')')),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(topPath, operandValue).map((parts) => around('list_append(', joined(', ', parts), ')')),
      },
    ),
  )
  .map((parts) => joined(' = ', parts));
const setsOrNumbers: fc.Arbitrary<Text> = fc
  .tuple(
    valueNames,
    fc.oneof(
      number.map((N) => ({ N })),
      set(word).map((SS) => ({ SS })),
      value,
    ),
  )
  .map(([name, given]) => ({ text: name, names: {}, values: { [name]: given } }));
const addAction = fc.tuple(target, setsOrNumbers).map((parts) => joined(' ', parts));

const section = (name: string, action: fc.Arbitrary<Text>) =>
  fc.array(action, { minLength: 1, maxLength: 2 }).map((actions) => around(`${name} `, joined(', ', actions), ''));
const update = fc
  .tuple(
    fc.option(section('SET', setAction)),
    fc.option(section('REMOVE', target)),
    fc.option(section('ADD', addAction)),
    fc.option(section('DELETE', addAction), { freq: 2 }),
  )
  .map((sections) =>
    joined(
      ' ',
      sections.filter((each) => each !== null),
    ),
  )
  .filter(({ text }) => text !== '');

const projection = fc.array(path, { minLength: 1, maxLength: 3 }).map((paths) => joined(', ', paths));

/** The members of a request for its expressions; names and values only where there are any. */
function expressions(parts: Readonly<Record<string, Text | null>>): Record<string, unknown> {
  const given = Object.entries(parts).filter((entry): entry is [string, Text] => entry[1] !== null);
  const all = joined(
    '',
    given.map(([, text]) => text),
  );
  return {
    ...Object.fromEntries(given.map(([name, { text }]) => [name, text])),
    ...(Object.keys(all.names).length > 0 && { ExpressionAttributeNames: all.names }),
    ...(Object.keys(all.values).length > 0 && { ExpressionAttributeValues: all.values }),
  };
}

const TableName = judgedTable.TableName;
const returnValues = fc.constantFrom('NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW');

const put = fc.record({ key, rest, condition: fc.option(conditionText), mistaken, wrong: value }).map(
  ({ key: keys, rest: others, condition: text, mistaken: wrongly, wrong }): TableCall => ({
    operation: 'PutItem',
    input: {
      TableName,
      Item: { ...keys, ...others, ...(wrongly && { sk: wrong }) },
      ReturnValues: 'ALL_OLD',
      ...expressions({ ConditionExpression: text }),
    },
  }),
);
const remove = fc.record({ key, condition: fc.option(conditionText) }).map(({ key: Key, condition: text }) => ({
  operation: 'DeleteItem',
  input: { TableName, Key, ReturnValues: 'ALL_OLD', ...expressions({ ConditionExpression: text }) },
}));
const change = fc
  .record({ key, update, condition: fc.option(condition, { freq: 3 }), returnValues })
  .map(({ key: Key, update: text, condition: other, returnValues: ReturnValues }) => ({
    operation: 'UpdateItem',
    input: {
      TableName,
      Key,
      ReturnValues,
      ...expressions({ UpdateExpression: text, ConditionExpression: other }),
    },
  }));
const get = fc.record({ key, projection: fc.option(projection) }).map(({ key: Key, projection: text }) => ({
  operation: 'GetItem',
  input: { TableName, Key, ConsistentRead: true, ...expressions({ ProjectionExpression: text }) },
}));
const keyCondition = fc.constantFrom<[string, Record<string, Value>]>(
  ['pk = :pk', { ':pk': { S: 'A' } }],
  ['pk = :pk AND sk > :sk', { ':pk': { S: 'A' }, ':sk': { N: '-3' } }],
  ['pk = :pk AND sk BETWEEN :lo AND :hi', { ':pk': { S: 'B' }, ':lo': { N: '-5' }, ':hi': { N: '1' } }],
  ['sk <= :sk AND pk = :pk', { ':pk': { S: 'B' }, ':sk': { N: '1' } }],
  ['pk = :pk AND sk = :sk', { ':pk': { S: 'B' }, ':sk': { S: 'wrong' } }],
  ['pk > :pk', { ':pk': { S: 'B' } }],
  ['pk = :pk OR sk = :pk', { ':pk': { S: 'B' } }],
);
const query = fc
  .record({
    keyCondition,
    filter: fc.option(condition),
    forward: fc.boolean(),
    limit: fc.option(fc.integer({ min: 1, max: 4 })),
  })
  .map(({ keyCondition: [text, values], filter, forward, limit }) => ({
    operation: 'Query',
    input: {
      TableName,
      ScanIndexForward: forward,
      ...(limit !== null && { Limit: limit }),
      ...expressions({ KeyConditionExpression: { text, names: {}, values }, FilterExpression: filter }),
    },
  }));
const indexQuery = fc
  .record({ index: fc.constantFrom('global', 'alone', 'local', 'none'), forward: fc.boolean(), given: word })
  .map(({ index, forward, given }) => {
    const hash = { global: 'g', alone: 'b', local: 'pk', none: 'pk' }[index] ?? 'pk';
    const S = hash === 'pk' ? 'A' : given;
    return {
      operation: 'Query',
      input: {
        TableName,
        IndexName: index === 'none' ? 'nowhere' : index,
        ScanIndexForward: forward,
        KeyConditionExpression: `${hash} = :hash`,
        ExpressionAttributeValues: { ':hash': { S } },
      },
    };
  });
const scan = fc
  .record({ filter: fc.option(conditionText), index: fc.option(fc.constantFrom('global', 'alone', 'local')) })
  .map(({ filter, index }) => ({
    operation: 'Scan',
    input: { TableName, ...(index !== null && { IndexName: index }), ...expressions({ FilterExpression: filter }) },
  }));

/** One call. */
export const tableCall: fc.Arbitrary<TableCall> = fc.oneof(
  { weight: 6, arbitrary: put },
  { weight: 8, arbitrary: change },
  { weight: 2, arbitrary: remove },
  { weight: 3, arbitrary: get },
  { weight: 3, arbitrary: query },
  { weight: 2, arbitrary: indexQuery },
  { weight: 3, arbitrary: scan },
);
