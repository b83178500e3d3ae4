/** Removes the white space between the tokens of a valid JSON text; every token keeps its spelling. */
export function compactJson(json: string): string {
  return json.replace(/("[^"\\]*(?:\\.[^"\\]*)*")|[\t\n\r ]+/g, '$1');
}
