/** What `npm run test:mutation` is asked. */
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/domain/errors.ts';
import { roomsWithBars } from './rooms.ts';

export interface Arguments {
  /** Folders and files, below `src`. */
  rooms: string[];
  /** How many mutants of each room are tried; all of them without it. */
  sample: number | undefined;
  seed: number;
  runners: number;
  /** Nothing is remembered of earlier runs. */
  fresh: boolean;
}

/** It was asked for what cannot be; the message says what can. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const MAX_SEED = 2 ** 32 - 1;
const MAX_RUNNERS = 64;

/** Reads the arguments, `seed` where none is given; throws a UsageError for any that would measure something else than was meant. */
export function readArguments(argv: readonly string[], seed: number): Arguments {
  const { values, positionals } = parse(argv);
  return {
    rooms: positionals.length > 0 ? positionals.map(roomBelowSource) : roomsWithBars(),
    sample: values.sample === undefined ? undefined : wholeNumber('--sample', values.sample, { min: 1 }),
    seed: values.seed === undefined ? seed : wholeNumber('--seed', values.seed, { min: 0, max: MAX_SEED }),
    runners: wholeNumber('--runners', values.runners, { min: 1, max: MAX_RUNNERS }),
    fresh: values.fresh,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        sample: { type: 'string' },
        seed: { type: 'string' },
        fresh: { type: 'boolean', default: false },
        runners: { type: 'string', default: '2' },
      },
    });
  } catch (cause) {
    throw new UsageError(messageOf(cause), { cause });
  }
}

function roomBelowSource(path: string): string {
  const room = path.replace(/^(\.\/)?src\//, '').replace(/\/+$/, '');
  if (room === '' || room.split('/').some((part) => part === '' || part === '.' || part === '..'))
    throw new UsageError(`'${path}' is no room: it is a folder or file below src, as domain or local/queues.`);
  return room;
}

function wholeNumber(
  flag: string,
  text: string,
  { min, max = Number.MAX_SAFE_INTEGER }: { min: number; max?: number },
) {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new UsageError(`${flag} is '${text}'; it is a whole number from ${min} to ${max}.`);
}
