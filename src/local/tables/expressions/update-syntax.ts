/**
 * The grammar of DynamoDB's update expressions.
 */
import {
  createReader,
  type OperandNode,
  type PathNode,
  type Reader,
  readList,
  readOperand,
  readPath,
  type ValueNode,
} from './reader.ts';

/** The value of a SET: an operand, or a sum or difference of two. */
export type SetValueNode =
  | OperandNode
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-';
      readonly operands: readonly [OperandNode, OperandNode];
    };

export type ActionNode =
  | { readonly kind: 'SET'; readonly path: PathNode; readonly value: SetValueNode }
  | { readonly kind: 'REMOVE'; readonly path: PathNode }
  | { readonly kind: 'ADD' | 'DELETE'; readonly path: PathNode; readonly value: ValueNode };

/** An update as it was written. */
export interface UpdateSyntax {
  readonly actions: readonly ActionNode[];
  /** The first section that stands twice. */
  readonly repeatedSection: string | undefined;
  readonly redundantParentheses: boolean;
}

const SECTIONS = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
const WORDS: ReadonlySet<string> = new Set(SECTIONS);

/** Reads an update expression; throws ExpressionError with DynamoDB's words. */
export function readUpdate(expression: string): UpdateSyntax {
  const reader = createReader(expression, WORDS);
  const actions: ActionNode[] = [];
  const seen = new Set<string>();
  let repeatedSection: string | undefined;
  do {
    const section = SECTIONS.find((name) => reader.take(name));
    if (!section) throw reader.syntaxError();
    if (seen.has(section)) repeatedSection ??= section;
    seen.add(section);
    actions.push(...readList(reader, (each) => readAction(each, section)));
  } while (reader.peek().kind !== 'end');
  return { actions, repeatedSection, redundantParentheses: reader.hasRedundant() };
}

function readAction(reader: Reader, section: (typeof SECTIONS)[number]): ActionNode {
  const path = readPath(reader);
  switch (section) {
    case 'REMOVE':
      return { kind: section, path };
    case 'SET':
      reader.need('=');
      return { kind: section, path, value: readSetValue(reader) };
    default:
      return { kind: section, path, value: { kind: 'value', name: reader.needKind('value').text } };
  }
}

/** A parenthesis may stand around the whole value or around its first operand. */
function readSetValue(reader: Reader): SetValueNode {
  if (reader.peek().text !== '(') return readArithmetic(reader, readOperand(reader));
  reader.need('(');
  const doubled = reader.peek().text === '(';
  const inner = reader.deeper(() => readSetValue(reader));
  reader.need(')');
  if (doubled && inner.kind !== 'arithmetic') reader.redundant();
  return inner.kind === 'arithmetic' ? inner : readArithmetic(reader, inner);
}

function readArithmetic(reader: Reader, first: OperandNode): SetValueNode {
  const operator = (['+', '-'] as const).find((symbol) => reader.take(symbol));
  return operator ? { kind: 'arithmetic', operator, operands: [first, readOperand(reader)] } : first;
}
