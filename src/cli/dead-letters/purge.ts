import * as v from 'valibot';
import { toggle } from '../line/args.ts';
import { command } from '../line/command.ts';
import { describeError } from '../line/describe-error.ts';
import { UsageError } from '../line/errors.ts';
import { placeKeys, placeName } from './place.ts';
import { waitingText } from './waiting-text.ts';

/** `forks dead-letters purge [NAME] --yes`. Without --yes, says what it would delete and deletes nothing. Exit code 1 when a place could not be purged. */
export const purge = command({
  name: 'purge',
  description: 'delete them for good',
  args: { name: placeName, yes: toggle('do it') },
  result: v.strictObject({
    purged: v.array(v.strictObject({ ...placeKeys, deleted: v.number() })),
    failed: v.number(),
  }),
  async run(session, { name, yes }) {
    const { countDeadLetters } = await import('../../operator/dead-letters/count.ts');
    const { purgeDeadLetters } = await import('../../operator/dead-letters/purge.ts');
    const counts = yes ? [] : (await countDeadLetters(session, name)).filter(({ waiting }) => waiting > 0);
    if (counts.length > 0) {
      const list = counts.map((count) => `${waitingText(count)} of ${count.name}`).join(', ');
      throw new UsageError(`purge deletes ${list} for good: say --yes, or send them where they belong with redrive`);
    }
    const { purged, failed } = yes ? await purgeDeadLetters(session, name) : { purged: [], failed: [] };
    for (const { name: place, cause } of failed) {
      session.terminal.warn(`forks: ${place}: ${describeError(cause, session.connection.endpoint)}`);
    }
    const document = {
      purged: purged.map(({ name: place, kind, waiting }) => ({ name: place, kind, deleted: waiting })),
      failed: failed.length,
    };
    session.report(document, [
      ...purged.map((count) => `${count.name}: ${waitingText(count)} deleted`),
      ...(purged.length + failed.length === 0 ? ['No dead letters'] : []),
    ]);
    return failed.length > 0 ? 1 : 0;
  },
});
