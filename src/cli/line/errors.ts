/** The command line was used wrongly: exit code 2. The message says what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A command that could not do its work: exit code 1. The message says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
