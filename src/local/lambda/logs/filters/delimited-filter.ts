/**
 * Space-delimited filter patterns of CloudWatch Logs: `[ip, ..., status = 4*, bytes > 1000]` (Logs guide, "Filter pattern syntax").
 * What stands in quotes or brackets is one field of a line.
 */
import { compileComparison } from './comparison.ts';
import { parseExpression, type Test, type Words, wordsOf } from './expression.ts';
import { invalidPattern } from './invalid-pattern.ts';

/** A test of a line by what stands between the brackets. Throws InvalidParameterException. */
export function compileDelimitedFilter(pattern: string): Test<string> {
  const columns = (pattern.match(/(?:"(?:\\[\s\S]|[^"\\])*"|%(?:\\[\s\S]|[^%\\])+%|[^,])+/g) ?? []).map((text) =>
    text.trim(),
  );
  const gap = columns.indexOf('...');
  if (columns.lastIndexOf('...') !== gap) throw invalidPattern("'...' stands for the fields in one place only");
  const tests = columns.filter((_, index) => index !== gap).map(compileColumn);
  const before = gap < 0 ? tests.length : gap;
  return (line) => {
    const fields = fieldsOf(line);
    if (gap < 0 ? fields.length !== tests.length : fields.length < tests.length) return false;
    return tests.every((test, index) => {
      const field = fields[index < before ? index : fields.length - tests.length + index];
      return field !== undefined && test(field);
    });
  };
}

function compileColumn(column: string): Test<string> {
  if (/^[A-Za-z0-9_@$-]+$/.test(column)) return () => true;
  let named: string | undefined;
  return parseExpression(wordsOf(column), (words: Words): Test<string> => {
    const name = words.next();
    named ??= name;
    if (name !== named) throw invalidPattern(`a field has one name, not ${named} and ${name}`);
    return compileComparison(words.next(), words.next());
  });
}

function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  const closed: Record<string, boolean> = { '"': true, '[': true };
  for (let at = 0; at < line.length; ) {
    const character = line.charAt(at);
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    // Once nothing closes such a field, nothing closes any later one.
    const close = closed[character] ? line.indexOf(character === '[' ? ']' : character, at + 1) : -1;
    if (close < 0) {
      if (character in closed) closed[character] = false;
      const end = line.slice(at).search(/\s/);
      fields.push(end < 0 ? line.slice(at) : line.slice(at, at + end));
      at = end < 0 ? line.length : at + end;
    } else {
      fields.push(line.slice(at + 1, close));
      at = close + 1;
    }
  }
  return fields;
}
