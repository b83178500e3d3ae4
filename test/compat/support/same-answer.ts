/** Compares the answers of two search engines; numbers may differ in their last bits. */

interface Shape {
  [name: string]: unknown;
}

function isShape(value: unknown): value is Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const RELATIVE = 2e-6;

/** The first place where two values differ, with both; undefined when they are the same. */
export function difference(ours: unknown, theirs: unknown, path = ''): string | undefined {
  if (typeof ours === 'number' && typeof theirs === 'number') {
    const close = Math.abs(ours - theirs) <= RELATIVE * Math.max(1, Math.abs(ours), Math.abs(theirs));
    return close ? undefined : `${path}: ours ${ours}, theirs ${theirs}`;
  }
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    if (ours.length !== theirs.length) {
      return `${path}: ours has ${ours.length}, theirs ${theirs.length}: ${cut(ours)} | ${cut(theirs)}`;
    }
    for (const [i, item] of ours.entries()) {
      const found = difference(item, theirs[i], `${path}[${i}]`);
      if (found) return found;
    }
    return undefined;
  }
  if (isShape(ours) && isShape(theirs)) {
    for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const found = difference(ours[name], theirs[name], `${path}.${name}`);
      if (found) return found;
    }
    return undefined;
  }
  return ours === theirs ? undefined : `${path}: ours ${cut(ours)}, theirs ${cut(theirs)}`;
}

function cut(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 300);
}

/** What two engines must agree on in a search's answer. Hits without a sort are put in order of score, then id. */
export function comparable(answer: { status: number; body: Shape }): unknown {
  if (answer.status !== 200) return { status: answer.status };
  const hits = isShape(answer.body['hits']) ? answer.body['hits'] : {};
  const list = Array.isArray(hits['hits']) ? hits['hits'].filter(isShape) : [];
  const sorted = list.some((hit) => hit['sort'] !== undefined);
  const plain = list.map(({ _index, ...hit }) => hit);
  if (!sorted) {
    plain.sort((a, b) => {
      const [left, right] = [Number(a['_score']), Number(b['_score'])];
      if (Math.abs(left - right) > RELATIVE * Math.max(1, left)) return right - left;
      return String(a['_id']) < String(b['_id']) ? -1 : 1;
    });
  }
  return {
    total: hits['total'],
    max: hits['max_score'],
    hits: plain,
    aggregations: withoutIndex(answer.body['aggregations']),
  };
}

function withoutIndex(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIndex);
  if (!isShape(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '_index' && name !== 'meta')
      .map(([name, item]) => [name, withoutIndex(item)]),
  );
}
