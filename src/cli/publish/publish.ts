import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { OperationError } from '../../operator/errors.ts';
import { readEvents } from '../../operator/publish/events-of-text.ts';
import type { Published, RefusedEvent } from '../../operator/publish/publish-events.ts';
import { flag, positional, positiveNumber, text, toggle, wholeNumber } from '../line/args.ts';
import { command } from '../line/command.ts';
import { UsageError } from '../line/errors.ts';
import type { Terminal } from '../line/terminal.ts';

/** How many refused events are named one by one; all are counted. */
const MAX_REASONS = 10;

/** `forks publish FILE|-`: publishes each event of a file to the topic. Exit code 1 when one did not get through. */
export const publish = command({
  name: 'publish',
  description: 'publish events to the topic: a line is an event, a file that is one JSON document is one event',
  args: {
    file: positional('file', 'the file, or - for standard input'),
    count: flag('n', 'publish n events, the file begun anew when it ends', wholeNumber),
    rate: flag('n', 'publish at most n events a second', positiveNumber),
    raw: toggle('publish any text as it is, without message attributes'),
    topic: text('arn', "the topic; without it, the stack's"),
  },
  result: v.strictObject({ topic: v.string(), published: v.number(), failed: v.number() }),
  async run(session, { file, count, ...request }) {
    const { publishEvents } = await import('../../operator/publish/publish-events.ts');
    const { terminal } = session;
    let told = 0;
    const onRefused = ({ event, reason, invalid }: RefusedEvent) => {
      told += 1;
      if (told <= MAX_REASONS)
        terminal.warn(`forks: event ${event}: ${reason}${invalid ? ' (--raw publishes any text)' : ''}`);
      if (told === MAX_REASONS + 1) terminal.warn('forks: more events failed; only their number is told');
    };
    const onProgress = ({ published, failed }: Published) =>
      terminal.progress(`${published} published${failed > 0 ? `, ${failed} failed` : ''} …`);
    const done = await publishEvents(session, repeated(terminal, file, count), request, { onRefused, onProgress });
    const { topic, published, failed } = done;
    if (published + failed === 0) throw new OperationError(`${file === '-' ? 'standard input' : file} holds no event`);
    session.report(done, [`${published} published to ${topic}${failed > 0 ? `, ${failed} failed` : ''}`]);
    return failed > 0 ? 1 : 0;
  },
});

/** As many events as asked for, the file begun anew when it ends; without a count, each of its events once. */
async function* repeated(terminal: Terminal, file: string, count: number | undefined): AsyncGenerator<string> {
  if (count === undefined) {
    yield* readEvents(linesOf(terminal, file));
    return;
  }
  const events: string[] = [];
  for await (const event of readEvents(linesOf(terminal, file))) {
    if (events.length === count) break;
    events.push(event);
    yield event;
  }
  for (let sent = events.length; sent < count && events.length > 0; sent++) yield events[sent % events.length] ?? '';
}

async function* linesOf(terminal: Terminal, file: string): AsyncGenerator<string> {
  if (file === '-') {
    yield* terminal.lines();
    return;
  }
  try {
    yield* createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (cause) {
    throw new UsageError(`the file ${file} cannot be read: give the name of a file, or - for standard input`, {
      cause,
    });
  }
}
