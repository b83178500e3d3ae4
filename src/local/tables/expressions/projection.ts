/**
 * DynamoDB's projection expressions: the parts of an item that come back.
 */
import type { Item } from '../values/attribute-value.ts';
import { type Bindings, bindPath, type Path } from './bindings.ts';
import { lastUsed } from './last-used.ts';
import { pathFaults, selectPaths, treeOf } from './paths.ts';
import { createReader, type PathNode, readList, readPath } from './reader.ts';
import { reservedStep } from './reserved-words.ts';
import { ExpressionError } from './tokens.ts';

/** The parts of an item that a request asks for. */
export interface Projection {
  readonly paths: readonly Path[];
  select(item: Item): Item;
}

const syntaxOf = lastUsed(readProjection);

/** Reads a projection expression with a request's names; throws ExpressionError with DynamoDB's words. */
export function bindProjection(expression: string, bindings: Bindings): Projection {
  const nodes = syntaxOf(expression);
  let undefinedName: string | undefined;
  const paths = nodes.map(({ steps }) =>
    bindPath(steps, bindings, (message) => {
      undefinedName ??= message;
    }),
  );
  const reserved = nodes.map(({ steps }) => reservedStep(steps)).find((fault) => fault !== undefined);
  const { overlap, conflict } = pathFaults(paths);
  const fault = reserved ?? undefinedName ?? overlap ?? conflict;
  if (fault !== undefined) throw new ExpressionError(fault);
  return projectionOf(paths);
}

/** The projection onto paths that do not meet. */
export function projectionOf(paths: readonly Path[]): Projection {
  const tree = treeOf(paths.map((path) => [path, true] as const));
  return { paths, select: (item) => selectPaths(item, tree) };
}

function readProjection(expression: string): PathNode[] {
  const reader = createReader(expression, new Set());
  const paths = readList(reader, readPath);
  if (reader.peek().kind !== 'end') throw reader.syntaxError();
  return paths;
}
