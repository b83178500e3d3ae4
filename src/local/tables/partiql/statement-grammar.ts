/**
 * The grammar of PartiQL as DynamoDB takes it: SELECT, INSERT, UPDATE and DELETE of one table, and EXISTS around a SELECT.
 * Source: DynamoDB guide, "PartiQL reference for DynamoDB"; the texts of the faults are AWS's, as recorded by moto and paritysuite.
 */
import type { PathNode } from '../expressions/reader.ts';
import { validationError } from '../table-errors.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { readPath, readWhere } from './condition-grammar.ts';
import { readStructure } from './literals.ts';
import type { From, Operation, Returning, SelectStatement, Statement } from './statement.ts';
import { notWellFormed } from './statement-errors.ts';
import { createStatementReader, type StatementReader } from './statement-reader.ts';
import { readActions } from './update-grammar.ts';

/** Reads a statement with its parameters in place. Throws DynamoDB's ValidationException for one that it does not take. */
export function readStatement(text: string, parameters: readonly AttributeValue[]): Statement {
  const reader = createStatementReader(text, parameters);
  const operation = readOperation(reader);
  reader.take(';');
  if (reader.peek().kind !== 'end') throw notWellFormed('Unexpected token after expression');
  return { operation, ...reader.finish() };
}

function readOperation(reader: StatementReader): Operation {
  if (reader.take('SELECT')) return readSelect(reader);
  if (reader.take('INSERT')) return readInsert(reader);
  if (reader.take('UPDATE')) return readUpdate(reader);
  if (reader.take('DELETE')) return readDelete(reader);
  if (reader.take('FROM')) return readUpdateFrom(reader);
  if (reader.take('EXISTS')) {
    reader.need('(', 'Unexpected term');
    reader.need('SELECT', 'Unexpected term');
    const select = readSelect(reader);
    reader.need(')', 'Unexpected term');
    return { kind: 'exists', select };
  }
  throw notWellFormed('Expected data manipulation');
}

function readSelect(reader: StatementReader): SelectStatement {
  const paths = readProjection(reader);
  reader.need('FROM', 'Unexpected term');
  const from = readFrom(reader, 'term');
  refuseAlias(reader);
  const where = reader.take('WHERE') ? readWhere(reader) : undefined;
  const order: SelectStatement['order'][number][] = [];
  if (reader.take('ORDER')) {
    reader.need('BY', 'Expected BY after ORDER');
    do order.push(readOrder(reader));
    while (reader.take(','));
  }
  const clause = ['GROUP', 'HAVING', 'LIMIT'].find((word) => reader.at(word));
  if (clause) throw validationError(`Unsupported clause: ${clause} at ${reader.placeOf(reader.peek(1))}`);
  return { kind: 'select', from, paths, where, order };
}

function readProjection(reader: StatementReader): PathNode[] | undefined {
  const paths: PathNode[] = [];
  let all = false;
  do {
    if (reader.take('*')) all = true;
    else paths.push(readProjected(reader));
  } while (reader.take(','));
  if (!all) return paths;
  if (paths.length === 0) return undefined;
  throw validationError("Other attributes should not be present in the projection when '*' is used.");
}

function readProjected(reader: StatementReader): PathNode {
  const first = reader.peek();
  if (first.kind === 'word' && reader.peek(1).text === '(') {
    throw validationError(`Unexpected path component at ${reader.placeOf(first)}`);
  }
  const path = readPath(reader);
  if (reader.at('AS') || reader.atName()) throw validationError('Aliasing is not supported');
  return path;
}

function readOrder(reader: StatementReader): SelectStatement['order'][number] {
  const { steps } = readPath(reader);
  const [step] = steps;
  if (typeof step !== 'object' || steps.length > 1) {
    throw validationError('Argument to ORDER BY must be of type VariableReference. Type: Path');
  }
  const descending = reader.take('DESC');
  if (!descending) reader.take('ASC');
  return { name: step.alias, descending };
}

function readFrom(reader: StatementReader, missing: 'term' | 'path'): From {
  if (!reader.atName())
    throw missing === 'term' ? reader.noTerm() : notWellFormed('Expected identifier for simple path');
  const { text: table } = reader.next();
  const index = reader.take('.') ? readIndexName(reader) : undefined;
  if (reader.at('.')) throw validationError('A path may contain at most 2 components in the FROM clause');
  return { table, index };
}

function readIndexName(reader: StatementReader): string {
  if (!reader.atName()) throw notWellFormed('Invalid path dot component');
  return reader.next().text;
}

function refuseAlias(reader: StatementReader): void {
  const isClause = ['ASC', 'DESC'].some((word) => reader.at(word));
  if (reader.at('AS') || (reader.atName() && !isClause)) throw validationError('Aliasing is not supported');
}

function readInsert(reader: StatementReader): Operation {
  reader.need('INTO', 'Expected INTO');
  const from = readFrom(reader, 'path');
  if (reader.at('VALUES') || reader.at('<<')) {
    throw validationError(
      'Unsupported operation: Inserting multiple items in a single statement is not supported, use "INSERT INTO tableName VALUE item" instead',
    );
  }
  reader.need('VALUE', 'Unexpected token after expression');
  if (!reader.at('{')) {
    throw validationError(
      'Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.',
    );
  }
  const item = readStructure(reader, () => 'root');
  if (reader.at('RETURNING')) throw validationError('RETURNING is not supported in INSERT');
  return { kind: 'insert', from, item };
}

function readUpdate(reader: StatementReader): Operation {
  const from = readFrom(reader, 'path');
  refuseAlias(reader);
  const actions = readActions(reader);
  const where = reader.take('WHERE') ? readWhere(reader) : undefined;
  return { kind: 'update', from, actions, where, returning: readReturning(reader) };
}

/** The form of an UPDATE that names its table and item first. */
function readUpdateFrom(reader: StatementReader): Operation {
  const from = readFrom(reader, 'term');
  refuseAlias(reader);
  const where = reader.take('WHERE') ? readWhere(reader) : undefined;
  return { kind: 'update', from, actions: readActions(reader), where, returning: readReturning(reader) };
}

function readDelete(reader: StatementReader): Operation {
  reader.need('FROM', 'Unexpected term');
  const from = readFrom(reader, 'path');
  refuseAlias(reader);
  const where = reader.take('WHERE') ? readWhere(reader) : undefined;
  const returning = readReturning(reader);
  if (returning !== undefined && returning !== 'ALL OLD') {
    throw validationError(
      `Invalid returning clause: RETURNING ${returning} *. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
    );
  }
  return { kind: 'delete', from, where, returning };
}

function readReturning(reader: StatementReader): Returning | undefined {
  if (!reader.take('RETURNING')) return undefined;
  const words = `${reader.next().text} ${reader.next().text}`.toUpperCase();
  const returning = (['ALL OLD', 'MODIFIED OLD', 'ALL NEW', 'MODIFIED NEW'] as const).find((each) => each === words);
  if (!returning || !reader.take('*')) {
    throw validationError("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
  }
  if (reader.at(',')) throw validationError('Invalid syntax with multiple returning elements in RETURNING clause');
  return returning;
}
