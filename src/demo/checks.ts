/** What an exercise prints, and how it fails. */

/** What an exercise of the demo found not to hold. */
export class ExerciseFailed extends Error {
  override readonly name = 'ExerciseFailed';
}

/** Prints one thing that was done. */
export function did(line: string): void {
  process.stdout.write(`   · ${line}\n`);
}

/** Prints one piece of evidence that was read back, or throws ExerciseFailed. */
export function holds(condition: boolean, evidence: string): void {
  if (!condition) throw new ExerciseFailed(`does not hold: ${evidence}`);
  process.stdout.write(`   ✓ ${evidence}\n`);
}
