/** The expectations are AWS's answers: the DynamoDB guide's, and those that moto and paritysuite/dynamodb-conformance recorded. */
import { type Answer, ownTables } from '../../../support/tables/judges.ts';

let own: Awaited<ReturnType<typeof ownTables>>;
const ask = (operation: string, input: object): Promise<Answer> => own.ask({ operation, input: { ...input } });
const run = async (Statement: string, ...Parameters: object[]) => {
  const { status, body } = await ask('ExecuteStatement', { Statement, ...(Parameters.length > 0 && { Parameters }) });
  if (status === 200) return body['Items'];
  return `${String(body['__type']).split('#')[1]}: ${body['message']}`;
};
const item = async (id: string) => (await ask('GetItem', { TableName: 'Things', Key: { id: { S: id } } })).body['Item'];
const seed = (Item: object, TableName = 'Things') => ask('PutItem', { TableName, Item });
const invalid = (text: string) => `ValidationException: ${text}`;
const malformed = (text: string) => invalid(`Statement wasn't well formed, can't be processed: ${text}`);
const FAILED = 'ConditionalCheckFailedException: The conditional request failed';

beforeAll(async () => {
  own = await ownTables();
  const create = (TableName: string, input: object) =>
    ask('CreateTable', { TableName, BillingMode: 'PAY_PER_REQUEST', ...input });
  await create('Things', {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  await create('Notes', {
    AttributeDefinitions: ['pk', 'sk', 'lk', 'gk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'by-lk',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'lk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-gk',
        KeySchema: [{ AttributeName: 'gk', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  for (const [pk, sk, lk] of ['a1z', 'a2y', 'a3x', 'b1w', 'c1v'].map((text) => [...text])) {
    await seed({ pk: { S: pk }, sk: { S: sk }, lk: { S: lk }, gk: { S: 'g' }, n: { N: sk } }, 'Notes');
  }
});
afterAll(() => own.close());

describe('SELECT', () => {
  const notes = async (rest: string, ...parameters: object[]) => {
    const found = await run(`SELECT pk, sk FROM Notes ${rest}`, ...parameters);
    return Array.isArray(found) ? found.map(({ pk, sk }) => pk.S + sk.S).join(' ') : found;
  };

  it.each([
    ["WHERE pk = 'a'", 'a1 a2 a3'],
    ["WHERE pk = 'a' AND sk > '1'", 'a2 a3'],
    ["WHERE pk = 'a' AND sk BETWEEN '1' AND '2'", 'a1 a2'],
    ["WHERE pk = 'a' AND begins_with(sk, '3')", 'a3'],
    ["WHERE pk = 'a' AND n >= 2 AND NOT sk = '3'", 'a2'],
    ["WHERE pk = 'a' AND '2' < sk", 'a3'],
    ["WHERE pk = 'a' AND (n = 1 OR n = .3e1)", 'a1 a3'],
    ["WHERE pk = 'a' AND n IN (1, 3)", 'a1 a3'],
    ["WHERE pk = 'a' AND n NOT IN [1, 3]", 'a2'],
    ["WHERE pk = 'a' AND absent IS NOT MISSING", ''],
    ["WHERE pk = 'a' AND n IS NUMERIC AND n IS NOT NULL AND size(sk) = 1 ORDER BY sk DESC", 'a3 a2 a1'],
    ["WHERE pk IN ['c', 'a', 'b', 'c'] ORDER BY pk DESC, sk", 'c1 b1 a1 a2 a3'],
    ["WHERE pk IN ['c', 'b']", 'c1 b1'],
    ["WHERE pk = 'a' /* one */ AND sk = '2' -- two", 'a2'],
  ])('%s gives %p', async (rest, expected) => {
    expect(await notes(rest)).toBe(expected);
  });

  it('without a partition reads everything, filtered', async () => {
    const found = await notes("WHERE sk = '1'");
    expect(String(found).split(' ').sort()).toEqual(['a1', 'b1', 'c1']);
  });

  it('takes parameters by their place', async () => {
    expect(await notes('WHERE pk = ? AND sk IN [?, ?]', { S: 'a' }, { S: '1' }, { S: '3' })).toBe('a1 a3');
  });

  it('reads an index, of a local one more than it holds', async () => {
    expect(await run(`SELECT sk FROM "Notes"."by-lk" WHERE pk = 'a' AND lk < 'z'`)).toEqual([
      { sk: { S: '3' } },
      { sk: { S: '2' } },
    ]);
    expect(await run(`SELECT n FROM "Notes"."by-lk" WHERE pk = 'a' AND lk = 'z'`)).toEqual([{ n: { N: '1' } }]);
    expect(await run(`SELECT n, gk FROM "Notes"."by-gk" WHERE gk = 'g'`)).toBe(
      invalid('One or more parameter values were invalid: Global secondary index by-gk does not project [n]'),
    );
    expect(await run('SELECT * FROM Notes.nope')).toBe(invalid('The table does not have the specified index'));
  });

  it('names what it projects by the last name of its path', async () => {
    await seed({ id: { S: 'nested' }, m: { M: { 'a b': { L: [{ S: 'x' }, { S: 'y' }] }, c: { N: '1' } } } });

    expect(await run(`SELECT m.c, m."a b"[1], nothing FROM Things WHERE id = 'nested'`)).toEqual([
      { c: { N: '1' }, 'a b[1]': { S: 'y' } },
    ]);
  });

  it('goes on by its token, over partitions too, and takes the token of no other statement', async () => {
    const Statement = "SELECT pk, sk FROM Notes WHERE pk IN ['a', 'b'] ORDER BY pk, sk DESC";
    const seen: unknown[] = [];
    let NextToken: unknown;
    do {
      const { body } = await ask('ExecuteStatement', { Statement, Limit: 3, ...(NextToken ? { NextToken } : {}) });
      seen.push(...(Array.isArray(body['Items']) ? body['Items'].map(({ pk, sk }) => pk.S + sk.S) : []));
      NextToken = body['NextToken'];
      if (NextToken) expect(body['LastEvaluatedKey']).toEqual({ pk: { S: 'a' }, sk: { S: '1' } });
    } while (NextToken);
    const { body: first } = await ask('ExecuteStatement', { Statement, Limit: 1 });
    const other = await ask('ExecuteStatement', { Statement: 'SELECT * FROM Notes', NextToken: first['NextToken'] });
    const none = await ask('ExecuteStatement', { Statement, NextToken: 'e30' });

    expect(seen).toEqual(['a3', 'a2', 'a1', 'b1']);
    expect([other.body['message'], none.body['message']]).toEqual([
      'NextToken does not match request',
      'Invalid NextToken',
    ]);
  });
});

describe('INSERT', () => {
  it('puts an item of literals and parameters', async () => {
    const statement = `INSERT INTO "Things" VALUE {'id': 'new', 'n': -1.50, 'l': [true, null, ?], 'm': {'it''s': 'x'}, 's': <<'a', 'b'>>}`;

    expect(await run(statement, { B: 'AQ==' })).toEqual([]);
    expect(await item('new')).toEqual({
      id: { S: 'new' },
      n: { N: '-1.5' },
      l: { L: [{ BOOL: true }, { NULL: true }, { B: 'AQ==' }] },
      m: { M: { "it's": { S: 'x' } } },
      s: { SS: ['a', 'b'] },
    });
    expect(await run(`INSERT INTO Things VALUE {'id': 'new'}`)).toBe(
      'DuplicateItemException: Duplicate primary key exists in table',
    );
  });
});

describe('UPDATE', () => {
  it.each([
    ["SET a = 1, b = n + 2 SET c = if_not_exists(c, 'c')", { a: { N: '1' }, b: { N: '7' }, c: { S: 'c' } }],
    ["SET l = list_append(l, ['y']) REMOVE m.x", { l: { L: [{ S: 'x' }, { S: 'y' }] }, m: { M: {} } }],
    ["SET s = set_add(s, <<'c'>>)", { s: { SS: ['a', 'b', 'c'] } }],
    ['SET t = SET_ADD(t, <<1>>)', { t: { NS: ['1'] } }],
    ["SET s = set_delete(s, <<'a'>>)", { s: { SS: ['b'] } }],
  ])('%s', async (actions, expected) => {
    const start = { n: { N: '5' }, l: { L: [{ S: 'x' }] }, m: { M: { x: { S: 'x' } } }, s: { SS: ['a', 'b'] } };
    await seed({ id: { S: 'updated' }, ...start });

    expect(await run(`UPDATE Things ${actions} WHERE id = 'updated'`)).toEqual([]);
    expect(await item('updated')).toEqual({ id: { S: 'updated' }, ...start, ...expected });
  });

  it.each([
    ['ALL OLD', [{ id: { S: 'r' }, n: { N: '1' }, k: { S: 'k' } }]],
    ['MODIFIED OLD', [{ n: { N: '1' } }]],
    ['ALL NEW', [{ id: { S: 'r' }, n: { N: '2' }, k: { S: 'k' }, x: { S: 'x' } }]],
    ['MODIFIED NEW', [{ n: { N: '2' }, x: { S: 'x' } }]],
  ])('returns %s', async (returning, expected) => {
    await seed({ id: { S: 'r' }, n: { N: '1' }, k: { S: 'k' } });

    expect(await run(`UPDATE Things SET n = 2, x = 'x' WHERE id = 'r' RETURNING ${returning} *`)).toEqual(expected);
  });

  it('changes no item that is not there, or not as demanded, and takes its table first too', async () => {
    await seed({ id: { S: 'u' }, n: { N: '1' } });

    expect(await run("UPDATE Things SET n = 2 WHERE id = 'ghost'")).toBe(FAILED);
    expect(await run("UPDATE Things SET n = 2 WHERE id = 'u' AND n = 2")).toBe(FAILED);
    expect(await run("FROM Things WHERE id = 'u' SET n = 3")).toEqual([]);
    expect([await item('ghost'), await item('u')]).toEqual([undefined, { id: { S: 'u' }, n: { N: '3' } }]);
  });
});

describe('DELETE', () => {
  it('deletes an item that is as demanded, and is content with none', async () => {
    await seed({ id: { S: 'd' }, n: { N: '1' } });

    expect(await run("DELETE FROM Things WHERE id = 'd' AND n = 2")).toBe(FAILED);
    expect(await run("DELETE FROM Things WHERE id = 'd' AND n = 1 RETURNING ALL OLD *")).toEqual([
      { id: { S: 'd' }, n: { N: '1' } },
    ]);
    expect(await run("DELETE FROM Things WHERE id = 'd' AND n = 1 RETURNING ALL OLD *")).toEqual([]);
  });
});

describe('a statement that is refused', () => {
  const leftOver = malformed('Unexpected token after expression');
  const incomplete = invalid('Where clause does not contain a mandatory equality on all key attributes');
  it.each([
    ['SLECT * FROM Things', malformed('Expected data manipulation')],
    ["UPDATE Things-a SET n = 1 WHERE id = 'a'", malformed('Expected data manipulation')],
    ["SELECT * FROM Things WHERE id = 'a' foo", leftOver],
    ["SELECT * FROM Things WHERE id = 'a')", leftOver],
    ["DELETE FROM Things WHERE id = 'a' ORDER BY id", leftOver],
    ["SELECT * FROM Things ORDER BY id WHERE id = 'a'", leftOver],
    ["INSERT INTO Things VALUE {'id': 'a'} foo", leftOver],
    ["FROM Things SET c = 1 WHERE id = 'a'", leftOver],
    ['SELECT * FROM Things WHERE', malformed('Unexpected term')],
    ['SELECT * FROM', malformed('Unexpected term')],
    ['SELECT * FROM Things WHERE ORDER BY id', malformed('Unexpected keyword')],
    ['SELECT * FROM Things WHERE IS NULL', malformed('Unexpected operator')],
    ["SELECT * FROM Things WHERE id = 'a' AND", malformed('Missing right-hand side expression of infix operator')],
    ['DELETE FROM', malformed('Expected identifier for simple path')],
    ['SELECT * FROM Things WHERE id IS FOO', malformed('Expected type name')],
    ["SELECT * FROM Things WHERE id = 'a' AND attribute_exists(m.inner)", malformed('Invalid path dot component')],
    ["SELECT * FROM Things WHERE id = 'a' # note", malformed('')],
    ['SELECT * FROM Things WHERE n = 1 /* note', malformed('')],
    ['SELECT * FROM Things WHERE n = 1e2147483648', malformed('')],
    ["SELECT * FROM Things t WHERE id = 'a'", invalid('Aliasing is not supported')],
    ["UPDATE Things AS t SET a = 1 WHERE id = 'a'", invalid('Aliasing is not supported')],
    ["DELETE FROM Things WHERE n = 'a'", incomplete],
    ['FROM Things SET c = 1', incomplete],
    [
      "DELETE FROM Things WHERE id = 'a' AND id = 'b'",
      invalid('Multiple conditions on same key id. Only single item Update/Insert/Delete are supported'),
    ],
    [
      "DELETE FROM Things WHERE id = 'a' RETURNING MODIFIED OLD *",
      invalid(
        'Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.',
      ),
    ],
    [
      "INSERT INTO Things VALUE {'id': 'a', 'm': {'x': [1, 1e126]}}",
      invalid(
        'Number overflow. Attempting to store a number with magnitude larger than supported range under root.x[1]',
      ),
    ],
    ['SELECT * FROM Things WHERE id = ?', invalid("Number of parameters in request and statement don't match.")],
    ["SELECT * FROM Things WHERE id = 'a' AND EXISTS(n)", invalid('Unrecognized function: exists at 1:41:6')],
    [
      "SELECT * FROM Things WHERE attribute_exists('n')",
      invalid('Operator or function requires a document path; operator or function: attribute_exists'),
    ],
    [
      'SELECT * FROM Things WHERE n < true',
      invalid('Incorrect operand type for operator or function; operator or function: <, operand type: BOOL'),
    ],
    [
      "UPDATE Things SET s = set_add(s, 'x') WHERE id = 'a'",
      invalid('The second argument to SET_ADD must be a value with type SET at 1:31:1'),
    ],
    ["UPDATE Things SET s = set_add(s, <<>>) WHERE id = 'a'", invalid('Empty bags are not supported')],
    ['SELECT id, m.id FROM Things', invalid('Duplicate identifiers in select clause: id')],
    [
      'SELECT * FROM Things ORDER BY id',
      invalid('Must have WHERE clause in the statement when using ORDER BY clause.'),
    ],
    [
      "EXISTS(SELECT * FROM Things WHERE id = 'a')",
      invalid('EXISTS can only be used in ExecuteTransaction write requests.'),
    ],
    ["SELECT * FROM Nowhere WHERE id = 'a'", 'ResourceNotFoundException: Requested resource not found'],
    ["SELECT * FROM Things WHERE id = 'a' LIMIT 5", invalid('Unsupported clause: LIMIT at 1:43:1')],
    [`DELETE FROM Notes."by-lk" WHERE pk = 'a'`, invalid('This operation is not supported on an index')],
  ])('%s', async (statement, expected) => {
    expect(await run(statement)).toBe(expected);
  });

  it('is longer than 8,192 characters', async () => {
    const { body } = await ask('ExecuteStatement', { Statement: `SELECT * FROM Things${' '.repeat(8_192)}` });
    expect(body['message']).toMatch(/statement' failed .* Member must have length less than or equal to 8192/);
  });
});

describe('a batch of statements', () => {
  it('carries out each for itself', async () => {
    await seed({ id: { S: 'b1' }, n: { N: '1' } });
    const { body } = await ask('BatchExecuteStatement', {
      Statements: [
        { Statement: "SELECT n FROM Things WHERE id = 'b1'" },
        { Statement: "SELECT n FROM Things WHERE id = 'none'" },
        { Statement: 'SELECT n FROM Things' },
        { Statement: 'SELECT n FROM Nowhere' },
        { Statement: "INSERT INTO Things VALUE {'id': 'b1'}" },
        {
          Statement: "UPDATE Things SET n = 2 WHERE id = 'b1' AND n = 7",
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
        { Statement: "UPDATE Things SET n = 2 WHERE id = 'b1' RETURNING MODIFIED NEW *" },
      ],
      ReturnConsumedCapacity: 'TOTAL',
    });
    const TableName = 'Things';

    expect(body['Responses']).toEqual([
      { TableName, Item: { n: { N: '1' } } },
      { TableName },
      {
        TableName,
        Error: {
          Code: 'ValidationError',
          Message: 'Select statements within BatchExecuteStatement must specify the primary key in the where clause.',
        },
      },
      { Error: { Code: 'ResourceNotFound', Message: 'Requested resource not found' } },
      { TableName, Error: { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' } },
      {
        TableName,
        Error: {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { id: { S: 'b1' }, n: { N: '1' } },
        },
      },
      { TableName, Item: { n: { N: '2' } } },
    ]);
    expect(body['ConsumedCapacity']).toEqual([{ TableName, CapacityUnits: 2 }]);
  });
});

describe('a transaction of statements', () => {
  const transaction = (...statements: string[]) =>
    ask('ExecuteTransaction', { TransactStatements: statements.map((Statement) => ({ Statement })) });

  it('reads items of one moment', async () => {
    await seed({ id: { S: 't1' }, n: { N: '1' } });
    const { body } = await transaction(
      "SELECT n FROM Things WHERE id = 't1'",
      "SELECT * FROM Things WHERE id = 'none'",
    );

    expect(body).toEqual({ Responses: [{ Item: { n: { N: '1' } } }, {}] });
  });

  it('writes all or none, where what EXISTS demands is so', async () => {
    await seed({ id: { S: 't2' }, n: { N: '1' } });
    const insert = "INSERT INTO Things VALUE {'id': 't3'}";
    const exists = (n: number) => `EXISTS(SELECT * FROM Things WHERE id = 't2' AND n = ${n})`;
    const refused = await transaction(insert, exists(2));
    const absent = await item('t3');
    const done = await transaction(insert, exists(1));
    const again = await transaction(insert);

    expect(refused.body['CancellationReasons']).toEqual([
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
    ]);
    expect([absent, done.body, await item('t3')]).toEqual([undefined, { Responses: [] }, { id: { S: 't3' } }]);
    expect(again.body['CancellationReasons']).toEqual([
      { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' },
    ]);
  });

  it.each([
    [
      'SELECT * FROM Things',
      'Select statements within ExecuteTransaction must specify the primary key in the where clause.',
    ],
    ['SELECT * FROM Things WHERE', "Statement wasn't well formed, can't be processed: Unexpected term"],
    [
      "UPDATE Things SET n = 1 WHERE id = 'a' RETURNING ALL NEW *",
      'RETURNING clause is not supported in ExecuteTransaction.',
    ],
    [
      "EXISTS(SELECT * FROM Things WHERE id = 'a')",
      'EXISTS() must contain a single item read with additional condition',
    ],
  ])('says in which statement a fault is: %s', async (statement, text) => {
    const { body } = await transaction(statement);
    expect(body['message']).toBe(`Validation failed in TransactStatements[0]: ${text}`);
  });

  it('is done once under one token', async () => {
    await seed({ id: { S: 'once' }, n: { N: '1' } });
    const input = {
      ClientRequestToken: 'token',
      TransactStatements: [{ Statement: "UPDATE Things SET n = n + 1 WHERE id = 'once'" }],
    };
    await ask('ExecuteTransaction', input);
    await ask('ExecuteTransaction', input);

    expect(await item('once')).toEqual({ id: { S: 'once' }, n: { N: '2' } });
  });
});
