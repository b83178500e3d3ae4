import { isMap, isScalar, isSeq, type Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';

type Comment = string | null | undefined;

/** The comments as one, in this order; undefined when there is none. */
export function joinComments(...comments: Comment[]): string | undefined {
  const lines = comments.filter((each) => typeof each === 'string');
  return lines.length > 0 ? lines.join('\n') : undefined;
}

/** A copy of the node with these comments over its own. */
export function commented(node: Node, ...over: Comment[]): Node {
  const commentBefore = joinComments(...over, node.commentBefore);
  const comments = commentBefore === undefined ? {} : { commentBefore };
  if (isScalar(node)) return Object.assign(new Scalar(node.value), node, comments);
  return Object.assign(isSeq(node) ? new YAMLSeq() : new YAMLMap(), node, comments);
}

/** True for a key that uses a part; in quotes it is an ordinary key, as `"$or"` in a filter policy. */
export function isUse(key: unknown): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && typeof key.value === 'string' && key.value.startsWith('$');
}

/** The argument that this text stands for and nothing else; a tagged one, as `!Ref <table>`, is a text with it inside. */
export function wholePlaceholder(node: unknown): string | undefined {
  if (!isScalar(node) || node.tag || typeof node.value !== 'string') return undefined;
  return /^<([a-z][a-z0-9-]*)>$/.exec(node.value)?.[1];
}

/** What stands there, as it was written: 1.0 and 012 are not 1 and 12. */
export function writtenText({ source, value }: Scalar): string {
  return typeof value === 'string' ? value : (source ?? String(value));
}

/** What a node is, for errors. */
export function kindOf(node: Node): string {
  const tag = node.tag ? ` with ${node.tag}` : '';
  if (isScalar(node)) return node.value === null ? 'nothing' : `a text${tag}`;
  return isMap(node) ? `a map${tag}` : `a list${tag}`;
}
