import { putSearchTemplate } from '../../aws/search/put-search-template.ts';
import { openSearchFork } from '../../operator/search/search-fork.ts';
import type { Session } from '../line/session.ts';

/** `forks search template`: puts the index template of checkout events to the fork's domain, as it is before the first one arrives. */
export async function searchTemplate(session: Session, flags: { stream?: string | undefined }): Promise<void> {
  const { domain, indexName } = await openSearchFork(session, flags);
  const put = await putSearchTemplate(domain, indexName);
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
