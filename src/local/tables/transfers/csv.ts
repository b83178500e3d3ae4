/** Rows of comma-separated values (RFC 4180), in one pass. */

/** The rows of a text; a cell in double quotes may hold the delimiter, line ends, and a double quote as two. Empty lines are none. */
export function* rowsOf(text: string, delimiter: string): Iterable<string[]> {
  const cell = new RegExp(`"([^"]*(?:""[^"]*)*)"|([^${RegExp.escape(delimiter)}\r\n]*)`, 'y');
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    cell.lastIndex = at;
    const [whole = '', quoted, plain = ''] = cell.exec(text) ?? [];
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    at += whole.length;
    if (text.startsWith(delimiter, at)) {
      at += 1;
      if (at < text.length) continue;
      row.push('');
    }
    const end = /\r?\n|[\s\S]|$/y;
    end.lastIndex = at;
    at += end.exec(text)?.[0].length ?? 0;
    if (row.length > 1 || row[0] !== '') yield row;
    row = [];
  }
}
