import type { LocalDatabase } from './database.ts';

/**
 * An answer that is safe to give: what `work` resolves to, once all it wrote is on disk. Undefined where the disk does not take it,
 * at once, however long `work` may go on: the signal tells it that nobody waits any more.
 */
export async function whileSound<T>(
  database: Pick<LocalDatabase, 'trouble' | 'onTrouble' | 'acknowledged'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ answer: T } | undefined> {
  if (database.trouble() !== undefined) return undefined;
  const abandoned = new AbortController();
  const { promise: refused, resolve: refuse } = Promise.withResolvers<undefined>();
  const stopListening = database.onTrouble(() => {
    abandoned.abort();
    refuse(undefined);
  });
  try {
    const working = work(abandoned.signal).then(async (answer) =>
      (await database.acknowledged()) ? { answer } : undefined,
    );
    return await Promise.race([working, refused]);
  } finally {
    stopListening();
  }
}
