/** Lines of a plain table: columns as wide as their widest cell, numbers to the right, two spaces between. */
export function formatTable(titles: readonly string[], rows: ReadonlyArray<ReadonlyArray<string | number>>): string[] {
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column] ?? '').length)),
  );
  const right = titles.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const line = (cells: ReadonlyArray<string | number>) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return right[column] ? String(cell).padStart(width) : String(cell).padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(titles), ...rows.map(line)];
}
