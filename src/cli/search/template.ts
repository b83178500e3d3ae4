import { putForkTemplate } from '../../operator/search/template.ts';
import type { Session } from '../line/session.ts';

/** `forks search template`: puts the index template of checkout events to the fork's domain, as it is before the first one arrives. */
export async function searchTemplate(session: Session, flags: { stream?: string | undefined }): Promise<void> {
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
}
