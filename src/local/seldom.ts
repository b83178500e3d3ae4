/** How many lines of a kind are said within a window of machine time; the rest of them is counted. */
const MAX_LINES = 5;
const WINDOW_MS = 10_000;
/** How many kinds are told apart at once. */
const MAX_KINDS = 1000;

interface Kind {
  said: number;
  untold: number;
}

/**
 * Says lines, but few of a kind: what fails a thousand times a second fills no terminal. Lines are of a kind that differ only in
 * numbers and ids; those that are left out are counted in one line at the end of the window.
 */
export function seldom(
  say: (line: string) => void,
  later: (run: () => void, ms: number) => void = (run, ms) => void setTimeout(run, ms).unref(),
): (line: string) => void {
  const kinds = new Map<string, Kind>();
  return (line) => {
    const key = line.replace(/[\da-f]+(?:-[\da-f]+)+|\d+/gi, '#');
    const kind = kinds.get(key);
    if (kind !== undefined && kind.said >= MAX_LINES) {
      kind.untold++;
      return;
    }
    say(line);
    if (kind !== undefined) {
      kind.said++;
      return;
    }
    if (kinds.size >= MAX_KINDS) return;
    const begun: Kind = { said: 1, untold: 0 };
    kinds.set(key, begun);
    later(() => {
      kinds.delete(key);
      if (begun.untold > 0) say(`${begun.untold} more lines like this one in ${WINDOW_MS / 1000} s: ${line}`);
    }, WINDOW_MS);
  };
}
