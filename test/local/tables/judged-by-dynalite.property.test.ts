/** Generated calls are answered as dynalite answers them, which recorded DynamoDB's own answers. */
import dynalite from 'dynalite';
import fc from 'fast-check';
import { type Answer, type Ask, askAt, essence, ownTables } from '../../support/tables/judges.ts';
import { judgedTable, type TableCall, tableCall } from '../../support/tables/table-calls.ts';

const CALLS = 1_500;

/** dynalite ends the process over values of several types in a condition. */
const asked = (call: TableCall) => !/"(Condition|Filter)Expression"/.test(JSON.stringify(call));

/** DynamoDB says since 2016 which types ADD and DELETE take; an update with two faults at once may tell either. */
const LATE_FAULTS =
  /document path provided in the update|operand in the update expression|attribute that does not exist in the item|secondary index key to unsupported type/;

function alike(call: TableCall, own: Answer, theirs: Answer): boolean {
  const texts = [own, theirs].map(({ body }) =>
    String(body['message']).replace(/, typeSet: ALLOWED_FOR_\w+_OPERAND$/, ''),
  );
  if (own.status === 400 && theirs.status === 400) {
    return texts[0] === texts[1] || texts.every((text) => LATE_FAULTS.test(text));
  }
  // DynamoDB leaves out attributes where none are left; dynalite gives an empty map.
  if (JSON.stringify(theirs.body) === '{"Attributes":{}}') return JSON.stringify(own.body) === '{}';
  return JSON.stringify(essence(own, call)) === JSON.stringify(essence(theirs, call));
}

describe('the embedded tables', () => {
  let own: Awaited<ReturnType<typeof ownTables>>;
  let server: ReturnType<typeof dynalite>;
  let judge: Ask;

  beforeAll(async () => {
    own = await ownTables();
    server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    judge = askAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    for (const ask of [judge, own.ask]) {
      await ask({ operation: 'CreateTable', input: judgedTable });
      const isActive = async () =>
        JSON.stringify((await ask({ operation: 'DescribeTable', input: { TableName: 'Judged' } })).body).includes(
          '"TableStatus":"ACTIVE"',
        );
      while (!(await isActive())) await new Promise(setImmediate);
    }
  });
  afterAll(async () => {
    await own.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('put, get, update, delete and query as dynalite does', async () => {
    const differing: object[] = [];
    for (const call of fc.sample(tableCall, CALLS).filter(asked)) {
      const [ours, theirs] = [await own.ask(call), await judge(call)];
      if (!alike(call, ours, theirs)) differing.push({ call, ours, theirs });
    }

    expect(differing.slice(0, 3)).toEqual([]);
  });
});
