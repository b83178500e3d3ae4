/** The embedded tables answer generated calls as DynamoDB Local does, or differ for a reason that is named here. */
import fc from 'fast-check';
import { type Answer, askAt, essence, ownTables } from '../../support/tables/judges.ts';
import { judgedTable, type TableCall, tableCall } from '../../support/tables/table-calls.ts';
import { findJdk, startDynamoDbLocal } from '../support/dynamodb-local.ts';

const jdk = findJdk();
if (typeof jdk === 'string') console.warn(`Skipped: the comparison with DynamoDB Local, because ${jdk}.`);
const suite = typeof jdk === 'string' ? describe.skip : describe;

const CALLS = 20_000;

/** Texts in which DynamoDB Local differs from what was recorded of DynamoDB itself, by dynalite or by moto. */
const OTHER_WORDS: readonly (readonly [own: RegExp, theirs: RegExp])[] = [
  // It names paths that do not meet, and not always the first ones.
  [/document paths (overlap|conflict)/, /document paths (overlap|conflict)/],
  // It leaves out which key, and what was expected of it.
  [/Type mismatch for key \w+ expected/, /^One or more parameter values were invalid: Type mismatch for key$/],
  [/Type mismatch for (key|Index Key)/, /^Invalid attribute value type$/],
  [/^Invalid (Condition|Filter)Expression: /, /^Invalid attribute value type$/],
  // Of several wrong operands of an update it names another.
  [/^Invalid UpdateExpression: Incorrect operand type/, /^Invalid UpdateExpression: Incorrect operand type/],
  // It shows numbers as they came.
  [/lower bound operand/, /lower bound operand/],
  // The names of types come from a set without order.
  [/Invalid attribute type name found/, /Invalid attribute type name found/],
];

/** Faults of a request that only the item or the table shows: of two at once, either may be told. */
const LATE_FAULTS = [
  /Type mismatch for (key|Index Key)/,
  /^Invalid attribute value type$/,
  /The document path provided in the update expression is invalid for update/,
  /An operand in the update expression has an incorrect data type/,
  /The provided expression refers to an attribute that does not exist in the item/,
  /attempted to update the secondary index key to unsupported type/,
  /^The conditional request failed$/,
  /Query key condition not supported/,
  /Invalid operator used in KeyConditionExpression/,
  /Condition parameter type does not match schema type/,
  /does not have the specified index/,
];
const EARLY_FAULT = /^Invalid (Condition|Filter|Update)Expression: /;

/** Why two answers may differ; undefined when they may not. */
function reason(call: TableCall, own: Answer, theirs: Answer): string | undefined {
  const [ours, other] = [messageOf(own), messageOf(theirs)];
  const ofIndex = call.input['IndexName'] !== undefined && call.input['FilterExpression'] !== undefined;
  if (own.status === 200 && theirs.status === 200 && ofIndex) {
    return 'DynamoDB Local filters the items of an index by attributes that the index does not hold';
  }
  const { LastEvaluatedKey, ...rest } = own.body;
  if (
    LastEvaluatedKey &&
    JSON.stringify(essence({ ...own, body: rest }, call)) === JSON.stringify(essence(theirs, call))
  ) {
    return 'DynamoDB Local gives no key after a page that ends with the last item';
  }
  if (theirs.status === 200 && /Type mismatch for Index Key/.test(ours)) {
    return 'DynamoDB Local lets an update give the key of an index another type';
  }
  if (own.status !== 400 || theirs.status !== 400) return undefined;
  if (OTHER_WORDS.some(([a, b]) => a.test(ours) && b.test(other))) return 'DynamoDB Local has other words';
  const late = (text: string) => LATE_FAULTS.some((fault) => fault.test(text));
  if ((late(ours) && (late(other) || EARLY_FAULT.test(other))) || (late(other) && EARLY_FAULT.test(ours))) {
    return 'of two faults another is told';
  }
  return undefined;
}

function messageOf({ body }: Answer): string {
  return String(body['message'] ?? body['Message'] ?? '');
}

suite('the embedded tables and DynamoDB Local', () => {
  it(`answer ${CALLS} generated calls alike`, async () => {
    const local = await startDynamoDbLocal(typeof jdk === 'string' ? { javaHome: '' } : jdk);
    const own = await ownTables();
    const ask = askAt(local.url);
    for (const each of [ask, own.ask]) await each({ operation: 'CreateTable', input: judgedTable });
    const unexplained: object[] = [];
    const reasons = new Map<string, number>();

    for (const call of fc.sample(tableCall, CALLS)) {
      const [ours, theirs] = [await own.ask(call), await ask(call)];
      const [a, b] = [essence(ours, call), essence(theirs, call)].map((each) => JSON.stringify(each));
      if (a === b) continue;
      const why = reason(call, ours, theirs);
      if (why === undefined) unexplained.push({ call, ours: a, theirs: b });
      else reasons.set(why, (reasons.get(why) ?? 0) + 1);
      // What only one of them wrote goes, so that a difference is told once.
      if (call.input['Key'] && ours.status !== theirs.status) {
        const removal = { operation: 'DeleteItem', input: { TableName: 'Judged', Key: call.input['Key'] } };
        for (const each of [ask, own.ask]) await each(removal);
      }
    }
    await own.close();
    local.stop();

    console.info(`${CALLS} calls: ${JSON.stringify(Object.fromEntries(reasons))}`);
    expect(unexplained.slice(0, 5)).toEqual([]);
  });
});
