import * as v from 'valibot';
import { command } from '../line/command.ts';
import { formatTable } from '../line/table.ts';
import { placeKeys, placeName } from './place.ts';
import { waitingText } from './waiting-text.ts';

/** `forks dead-letters list [NAME]`: it receives nothing. */
export const list = command({
  name: 'list',
  description: 'how much each place holds',
  args: { name: placeName },
  result: v.strictObject({
    deadLetters: v.array(
      v.strictObject({
        ...placeKeys,
        physicalName: v.string(),
        waiting: v.number(),
        inFlight: v.number(),
        belongsTo: v.array(v.string()),
      }),
    ),
  }),
  async run(session, { name }) {
    const { countDeadLetters } = await import('../../operator/dead-letters/count.ts');
    const counts = await countDeadLetters(session, name);
    session.report({ deadLetters: counts }, [
      ...formatTable(
        ['DEAD LETTERS', 'KIND', 'WAITING', 'BELONG TO'],
        counts.map((count) => [count.name, count.kind, waitingText(count), count.belongsTo.join(', ')]),
      ),
      ...(counts.every(({ waiting }) => waiting === 0) ? ['', 'No dead letters'] : []),
    ]);
  },
});
