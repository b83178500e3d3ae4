/**
 * DynamoDB's operations on PartiQL statements: one, a batch of which each stands for itself, and a transaction.
 * Source: API reference, ExecuteStatement, BatchExecuteStatement and ExecuteTransaction.
 */
import { AwsError } from '../../errors.ts';
import { addUnits, consumedByTable, readUnits } from '../operations/capacity.ts';
import { readInput } from '../operations/item-input.ts';
import { carryOut, type TableOperation } from '../operations/item-operations.ts';
import { placeOfItem, type TableRoom } from '../operations/table-room.ts';
import { transact } from '../operations/transaction.ts';
import { TableError, validationError } from '../table-errors.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { bindWhere, wholeKey } from './bound-statement.ts';
import { projectionOf, type SelectInput, selectPage } from './select.ts';
import { fromOf, type SelectStatement, type Statement } from './statement.ts';
import { readStatement } from './statement-grammar.ts';
import { DUPLICATE, planExists, planWrite, type StatementWrite } from './write.ts';

interface StatementInput {
  readonly Statement: string;
  readonly Parameters?: readonly AttributeValue[];
  readonly ConsistentRead?: boolean;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

interface BatchInput {
  readonly Statements: readonly StatementInput[];
  readonly ReturnConsumedCapacity?: string;
}

interface TransactionInput {
  readonly TransactStatements: readonly StatementInput[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: string;
}

/** The operations on statements, under DynamoDB's names. They throw AwsError. */
export function statementOperations(room: TableRoom): Readonly<Record<string, TableOperation>> {
  return {
    ExecuteStatement: (body) => execute(room, readInput<StatementInput & SelectInput>('ExecuteStatement', body)),
    BatchExecuteStatement: (body) => executeBatch(room, readInput<BatchInput>('BatchExecuteStatement', body)),
    ExecuteTransaction: (body) => executeTransaction(room, readInput<TransactionInput>('ExecuteTransaction', body)),
  };
}

function execute(room: TableRoom, input: StatementInput & SelectInput): object {
  const statement = read(input);
  const { operation } = statement;
  if (operation.kind === 'select') return selectPage(room, operation, statement, input);
  const { Attributes, ConsumedCapacity } = write(room, statement, input);
  return { Items: Attributes ? [Attributes] : [], ...(ConsumedCapacity && { ConsumedCapacity }) };
}

function read({ Statement: text, Parameters }: StatementInput): Statement {
  return readStatement(text, Parameters ?? []);
}

function write(
  room: TableRoom,
  statement: Statement,
  input: StatementInput & { readonly ReturnConsumedCapacity?: string },
) {
  const { operation } = statement;
  if (operation.kind === 'select' || operation.kind === 'exists') {
    throw validationError('EXISTS can only be used in ExecuteTransaction write requests.');
  }
  const { plan, returns, inserts } = planWrite(room, operation, statement);
  if (inserts && room.items.get(plan.table, plan.key)) throw new AwsError('DuplicateItemException', DUPLICATE);
  return carryOut(room, { ...input, ReturnValues: returns }, plan);
}

/** The one item of a SELECT that names a whole key, if it is as the WHERE demands. */
function readOne(room: TableRoom, select: SelectStatement, statement: Statement, within: string): Item | undefined {
  const table = room.table(select.from.table);
  const where = bindWhere(select.where, statement, table);
  const key = select.from.index === undefined ? wholeKey(where, table) : undefined;
  if (!key) {
    throw validationError(`Select statements within ${within} must specify the primary key in the where clause.`);
  }
  const item = room.items.get(table, placeOfItem(table, key));
  if (!item || !where.holds(item)) return undefined;
  return projectionOf(select, statement)?.select(item) ?? item;
}

function executeBatch(room: TableRoom, input: BatchInput): object {
  const units = new Map<string, number>();
  const Responses = input.Statements.map((each) => batchMember(room, each, units));
  return { Responses, ...consumedByTable(input, units) };
}

function batchMember(room: TableRoom, input: StatementInput, units: Map<string, number>): object {
  let name: { TableName?: string } = {};
  try {
    const statement = read(input);
    const { operation } = statement;
    const from = fromOf(operation);
    name = { TableName: room.table(from.table).name };
    if (operation.kind === 'select') {
      const item = readOne(room, operation, statement, 'BatchExecuteStatement');
      addUnits(units, from.table, readUnits(item, input.ConsistentRead));
      return { ...name, ...(item && { Item: item }) };
    }
    const { Attributes, ConsumedCapacity } = write(room, statement, { ...input, ReturnConsumedCapacity: 'TOTAL' });
    addUnits(units, from.table, ConsumedCapacity?.CapacityUnits ?? 0);
    return { ...name, ...(Attributes && { Item: Attributes }) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { ...name, Error: memberError(error) };
  }
}

/** A member's error goes by its code without the word Exception; a fault of the statement is a ValidationError. */
function memberError(error: AwsError): object {
  const code = error.code === 'ValidationException' ? 'ValidationError' : error.code.replace(/Exception$/, '');
  const item = error instanceof TableError ? error.members['Item'] : undefined;
  return { Code: code, Message: error.message, ...(item !== undefined && { Item: item }) };
}

function executeTransaction(room: TableRoom, input: TransactionInput): object {
  const statements = input.TransactStatements.map((each, at) => member(at, () => read(each)));
  const reads = statements.filter(({ operation }) => operation.kind === 'select').length;
  if (reads === statements.length) return readAll(room, input, statements);
  // AWS's own words for this are not known.
  if (reads > 0)
    throw validationError('Statements that read and statements that write cannot be mixed in one transaction.');
  const answer = transact(room, input, {
    contents: input.TransactStatements,
    tables: statements.map(({ operation }) => fromOf(operation).table),
    writes: () =>
      statements.map((statement, at) => {
        const { plan, checks, inserts } = member(at, () => planned(room, statement));
        return {
          plan,
          checks,
          failure: inserts ? { Code: 'DuplicateItem', Message: DUPLICATE } : undefined,
          ReturnValuesOnConditionCheckFailure: input.TransactStatements[at]?.ReturnValuesOnConditionCheckFailure,
        };
      }),
  });
  return { Responses: [], ...answer };
}

function planned(room: TableRoom, statement: Statement): StatementWrite {
  const { operation } = statement;
  if (operation.kind === 'exists') return planExists(room, operation.select, statement);
  if (operation.kind === 'select') throw new Error('a SELECT is no write');
  const write = planWrite(room, operation, statement);
  if (write.returns === 'NONE') return write;
  throw validationError('RETURNING clause is not supported in ExecuteTransaction.');
}

function readAll(room: TableRoom, input: TransactionInput, statements: readonly Statement[]): object {
  const units = new Map<string, number>();
  const Responses = statements.map((statement, at) => {
    const { operation } = statement;
    if (operation.kind !== 'select') return {};
    const item = member(at, () => {
      if (operation.from.index !== undefined) {
        throw validationError('Reads on indices are not supported within transactions.');
      }
      return readOne(room, operation, statement, 'ExecuteTransaction');
    });
    const { table } = operation.from;
    addUnits(units, table, 2 * readUnits(item, true));
    return item ? { Item: item } : {};
  });
  return { Responses, ...consumedByTable(input, units) };
}

/** Says which statement of a transaction a fault is in; one of a number or of nesting comes without (recorded by paritysuite). */
function member<T>(at: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const bare = /numeric value|Nesting Levels|Number (over|under)flow/;
    if (!(error instanceof AwsError) || error.code !== 'ValidationException' || bare.test(error.message)) throw error;
    throw validationError(`Validation failed in TransactStatements[${at}]: ${error.message}`);
  }
}
