import * as v from 'valibot';
import { recordOf } from '../../domain/record-of.ts';
import type { ShownPlace } from '../../operator/dead-letters/show.ts';
import { flag, wholeNumber } from '../line/args.ts';
import { command } from '../line/command.ts';
import { formatAge } from '../line/format-age.ts';
import { placeKeys, placeName } from './place.ts';

const MAX_SHOWN_CHARACTERS = 1000;

/** `forks dead-letters show [NAME]`. */
export const show = command({
  name: 'show',
  description: 'the messages: reason, age, receive count and body, card data masked',
  args: { name: placeName, limit: flag('n', 'show at most n of each place (default: 10)', wholeNumber) },
  result: v.strictObject({
    deadLetters: v.array(
      v.strictObject({
        ...placeKeys,
        messages: v.array(
          v.strictObject({
            id: v.string(),
            sentAt: v.string(),
            ageSeconds: v.number(),
            receives: v.number(),
            reason: v.string(),
            attributes: recordOf(v.string()),
            body: v.string(),
          }),
        ),
      }),
    ),
  }),
  async run(session, { name, limit = 10 }) {
    const { showDeadLetters } = await import('../../operator/dead-letters/show.ts');
    const onPlace = (place: string) => session.terminal.progress(`reading ${place} …`);
    const deadLetters = await showDeadLetters(session, { name, limit }, { onPlace });
    const waiting = deadLetters.filter(({ messages }) => messages.length > 0);
    session.report({ deadLetters }, waiting.length === 0 ? ['No dead letters'] : waiting.flatMap(textOf));
  },
});

function textOf({ name, messages }: ShownPlace): string[] {
  return messages.flatMap(({ id, ageSeconds, receives, reason, attributes, body }) => [
    `${name}  ${id}`,
    `  ${formatAge(ageSeconds)} old, tried ${receives} ${receives === 1 ? 'time' : 'times'}: ${reason}`,
    ...Object.entries(attributes).map(([key, value]) => `  ${key}: ${value}`),
    // Each line of a body stands below its message, and none where one begins.
    ...shortened(body)
      .split(/\r?\n/)
      .map((line) => `  ${line}`),
    '',
  ]);
}

function shortened(body: string): string {
  return body.length > MAX_SHOWN_CHARACTERS ? `${body.slice(0, MAX_SHOWN_CHARACTERS)} … (--json has all of it)` : body;
}
