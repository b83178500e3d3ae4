import * as v from 'valibot';
import { command } from '../line/command.ts';
import { stream } from './stream.ts';

/** `forks search template`: puts the template as it is before the first event arrives. */
export const template = command({
  name: 'template',
  description: "put the index template of checkout events to the fork's domain",
  args: { stream },
  result: v.strictObject({
    template: v.string(),
    patterns: v.array(v.string()),
    replicas: v.number(),
    existing: v.array(v.string()),
  }),
  async run(session, flags) {
    const { putForkTemplate } = await import('../../operator/search/template.ts');
    const put = await putForkTemplate(session, flags);
    session.report(put, [
      `The template ${put.template} holds for new indices called ${put.patterns.join(', ')}`,
      ...(put.existing.length === 0
        ? []
        : [
            `What was there before keeps its mapping: ${put.existing.join(', ')}`,
            'forks search reindex fills a window of its events into a new index',
          ]),
    ]);
  },
});
