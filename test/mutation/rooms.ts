/** What each room must reach, and where the tests that are tried on its mutants stand besides those that mirror it. */
interface Room {
  /** Killed of all generated, in percent. */
  bar: number;
  /** The most marked equivalents, in percent of all generated. */
  maxEquivalents: number;
  /** Folders and files below `test`, of which those that reach the room are run. */
  tests: string[];
}

const MAX_EQUIVALENTS = 3;
const OTHER_BAR = 85;

/** Tests far from a room could only raise its score, and take time: what only a journey notices wants a nearer test. */
const rooms: Record<string, Omit<Room, 'maxEquivalents'>> = {
  domain: { bar: 90, tests: ['domain', 'handlers'] },
  aws: { bar: 90, tests: ['aws', 'handlers', 'domain/search'] },
  'operator/replay': { bar: OTHER_BAR, tests: ['operator/replay'] },
  'local/queues': { bar: OTHER_BAR, tests: ['local/queues'] },
  'local/topics': { bar: OTHER_BAR, tests: ['local/topics'] },
  'local/lambda': { bar: OTHER_BAR, tests: ['local/lambda'] },
  'local/http-api': { bar: OTHER_BAR, tests: ['local/http-api'] },
  'local/objects': { bar: OTHER_BAR, tests: ['local/objects'] },
  'local/firehose': { bar: OTHER_BAR, tests: ['local/firehose'] },
};

/** The rooms that a run without a name goes through. */
export const roomsWithBars = (): string[] => Object.keys(rooms);

/** What holds for a folder or file below `src`: the room it lies in decides. */
export function roomOf(path: string): Room {
  const [, room] = Object.entries(rooms).find(([name]) => path === name || path.startsWith(`${name}/`)) ?? [];
  return {
    bar: room?.bar ?? OTHER_BAR,
    maxEquivalents: MAX_EQUIVALENTS,
    tests: room?.tests ?? [],
  };
}
