import * as v from 'valibot';
import { RedactionNote } from '../../domain/card-data/redaction-note.ts';
import { recordOf } from '../../domain/record-of.ts';
import { flag, wholeNumber } from '../line/args.ts';
import { command } from '../line/command.ts';
import { archiveArgs } from './archive-args.ts';
import { archiveRequest } from './archive-request.ts';

/** `forks backup cat`. Exit code 1 when something could not be read. */
export const cat = command({
  name: 'cat',
  description: "the bodies of a window's events; with --json all that is archived of them",
  args: { ...archiveArgs, limit: flag('n', 'no more than n events', wholeNumber) },
  each: true,
  result: v.strictObject({
    key: v.string(),
    line: v.number(),
    id: v.optional(v.string()),
    publishedAt: v.optional(v.string()),
    source: v.optional(v.string()),
    subject: v.optional(v.string()),
    attributes: recordOf(v.strictObject({ type: v.string(), value: v.string() })),
    redacted: v.optional(RedactionNote),
    body: v.string(),
  }),
  async run(session, { limit = Number.POSITIVE_INFINITY, ...flags }) {
    const { readArchive } = await import('../../aws/archive/read-events.ts');
    const { openArchive } = await import('../../operator/archive/open-archive.ts');
    const { s3, archive, window } = await openArchive(session, await archiveRequest(session, flags));
    const { terminal } = session;
    let events = 0;
    let unreadable = 0;
    for await (const found of readArchive(s3, archive, window)) {
      if (found.kind === 'unreadable') {
        unreadable += 1;
        terminal.warn(
          `forks: s3://${archive.bucket}/${found.key}${found.line === undefined ? '' : ` line ${found.line}`}: ${found.reason}`,
        );
      }
      if (found.kind !== 'event') continue;
      const { kind: _kind, time: _time, ...event } = found;
      session.report(event, [found.body], 'exact');
      events += 1;
      if (events >= limit) break;
    }
    return unreadable > 0 ? 1 : 0;
  },
});
