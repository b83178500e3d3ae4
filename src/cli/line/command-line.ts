import { type Command, InvalidArgumentError } from 'commander';
import type { Session } from './session.ts';

/** Lets a command be asked for, and says what it does then; its exit code is 0 unless it says otherwise. */
export type Offer = (
  command: Command,
  run: (session: Session, command: Command) => Promise<number | undefined>,
) => void;

/** The exit code of a command that has none of its own. */
export async function done(work: Promise<void>): Promise<undefined> {
  await work;
  return undefined;
}

/** A command of commands. */
export function group(program: Command, name: string, description: string): Command {
  return program.command(name).description(description);
}

/** Adds to a command's help which keys its JSON has. */
export function keys(command: Command, names: string): Command {
  return command.addHelpText('after', `\nWith --json, keys: ${names}`);
}

/** The first argument of a command that requires one. */
export function argument(command: Command): string {
  return command.args[0] ?? '';
}

/** A whole number above 0. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
}

/** A number above 0. */
export function positiveNumber(text: string): number {
  const number = Number(text);
  if (!(number > 0 && Number.isFinite(number))) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}

/** A number from 0 to 1. */
export function share(text: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!(number >= 0 && number <= 1)) throw new InvalidArgumentError('It must be a number from 0 to 1.');
  return number;
}

/** An address without a path. */
export function httpUrl(text: string): string {
  if (!/^https?:\/\/[^/\s]+\/?$/.test(text)) {
    throw new InvalidArgumentError('It must be an http or https URL, as http://127.0.0.1:4566.');
  }
  return text.replace(/\/$/, '');
}
