import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, type Scalar, visit } from 'yaml';
import { PartError } from './part-error.ts';

/** A file of `apps/parts`: what it must be given, what it can be given, and what it puts where it is used. */
export interface Part {
  readonly file: string;
  /** Arguments without a default, each with what it is. */
  readonly needs: ReadonlyMap<string, string>;
  /** Arguments with their defaults. */
  readonly takes: ReadonlyMap<string, Node>;
  readonly contents: Node;
  /** The comment over the contents, which belongs to their first entry. */
  readonly comment: string | undefined;
  /** Where in the file a node stands, as errors say it. */
  readonly placeOf: (node: unknown) => string;
}

/** What stands for an argument in the text of a part. */
export const placeholder = /<([a-z][a-z0-9-]*)>/g;

/** Reads a part: a document that says what it is given, then one with what it holds. */
export function readPart(file: string, text: string): Part {
  const { documents, placeOf } = parse(file, text);
  const [head, body] = documents;
  if (documents.length !== 2 || !isMap(head?.contents) || isEmpty(body?.contents)) {
    throw new PartError(
      `${file}:1`,
      'a part is two YAML documents: "needs" and "takes", then, after a line "---", what it holds; write {} for no arguments',
    );
  }
  const part = {
    ...argumentsOf(head.contents, placeOf),
    file,
    placeOf,
    contents: body.contents,
    comment: body.comment,
  };
  checkPlaceholders(
    part,
    (text, name) => `${text} stands for an argument that the part does not name; add ${name} to its "needs" or "takes"`,
  );
  return part;
}

/** Reads what a template is written from: one document, which is given nothing. */
export function readSource(file: string, text: string): Part {
  const { documents, placeOf } = parse(file, text);
  const [body] = documents;
  if (documents.length !== 1 || !isMap(body?.contents)) {
    throw new PartError(`${file}:1`, 'the source of a template is one YAML document, a map');
  }
  const part = { needs: new Map(), takes: new Map(), file, placeOf, contents: body.contents, comment: undefined };
  checkPlaceholders(
    part,
    (text, name) => `${text} stands for an argument, and a source has none; write it otherwise, as {${name}}`,
  );
  return part;
}

function isEmpty(node: Node | null | undefined): node is null | undefined {
  return !node || (isScalar(node) && node.value === null);
}

function parse(file: string, text: string) {
  const lines = new LineCounter();
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  const documents = [...parseAllDocuments(text, { lineCounter: lines, logLevel: 'error', prettyErrors: false })].map(
    ({ contents, commentBefore, errors: [error] }) => {
      if (error) throw new PartError(`${file}:${lineOf(error.pos[0])}`, `this is not YAML: ${error.message}`);
      if (contents) giveOnComments(contents);
      return { contents, comment: commentBefore ?? undefined };
    },
  );
  const placeOf = (node: unknown): string => `${file}:${isNode(node) && node.range ? lineOf(node.range[0]) : 1}`;
  return { documents, placeOf };
}

/** The parser keeps the comment and the blank line after an entry without a value on its null; they belong to what follows. */
function giveOnComments(contents: Node): void {
  let waiting: Scalar | undefined;
  visit(contents, {
    Node(key, node, path) {
      const begins = key === 'key' || (typeof key === 'number' && isSeq(path.at(-1)));
      if (waiting && begins) {
        if (waiting.comment) node.commentBefore = waiting.comment;
        if (waiting.spaceBefore) node.spaceBefore = true;
        waiting = undefined;
      }
      if (isScalar(node) && node.value === null && key === 'value') waiting = node;
    },
  });
}

function argumentsOf(head: Node, placeOf: (node: unknown) => string): Pick<Part, 'needs' | 'takes'> {
  const needs = new Map<string, string>();
  const takes = new Map<string, Node>();
  for (const { key, value } of entriesOf(head)) {
    if (key !== 'needs' && key !== 'takes') {
      throw new PartError(placeOf(value), `a part has "needs" and "takes", not ${JSON.stringify(key)}`);
    }
    if (!isMap(value)) throw new PartError(placeOf(value), `"${key}" is a map, the name of an argument and what it is`);
    for (const { key: name, value: said } of entriesOf(value)) {
      if (needs.has(name) || takes.has(name)) {
        throw new PartError(placeOf(said), `the argument ${name} is named twice; leave it in "needs" or in "takes"`);
      }
      if (!/^[a-z][a-z0-9-]*$/.test(name)) {
        throw new PartError(
          placeOf(said),
          `the argument ${name} needs a name of lower-case letters, digits and hyphens`,
        );
      }
      if (key === 'needs')
        needs.set(name, isScalar(said) && said.value !== null ? String(said.value) : 'it does not say what that is');
      else if (isNode(said)) takes.set(name, said);
    }
  }
  return { needs, takes };
}

function entriesOf(node: unknown): { key: string; value: unknown }[] {
  if (!isMap(node)) return [];
  return node.items.map(({ key, value }) => ({ key: isScalar(key) ? String(key.value) : '', value }));
}

/** Refuses a placeholder that no argument fills, and an argument that fills none. */
function checkPlaceholders(
  { file, needs, takes, contents, placeOf }: Part,
  problem: (text: string, name: string) => string,
): void {
  const used = new Set<string>();
  visit(contents, {
    Scalar(_, node) {
      if (typeof node.value !== 'string') return;
      for (const [text, name = ''] of node.value.matchAll(placeholder)) {
        used.add(name);
        if (!needs.has(name) && !takes.has(name)) throw new PartError(placeOf(node), problem(text, name));
      }
    },
  });
  const idle = [...needs.keys(), ...takes.keys()].find((name) => !used.has(name));
  if (idle !== undefined) {
    throw new PartError(
      `${file}:1`,
      `the argument ${idle} stands nowhere in the part; write <${idle}> or leave it out`,
    );
  }
}
