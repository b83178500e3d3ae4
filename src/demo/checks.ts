/** What an exercise prints, and how it fails. */
import { terminalText } from '../machine/terminal-text.ts';

/** What an exercise of the demo found not to hold. */
export class ExerciseFailed extends Error {
  override readonly name = 'ExerciseFailed';
}

/** Prints a line; what it quotes of others has no effect on a terminal. */
export function say(line: string): void {
  process.stdout.write(`${terminalText(process.stdout, line)}\n`);
}

/** Prints one thing that was done. */
export function did(line: string): void {
  say(`   · ${line}`);
}

/** Prints one piece of evidence that was read back, or throws ExerciseFailed. */
export function holds(condition: boolean, evidence: string): void {
  if (!condition) throw new ExerciseFailed(`does not hold: ${evidence}`);
  say(`   ✓ ${evidence}`);
}
