import { findDeployment } from '../../operator/stack/find-deployment.ts';
import { readStatus } from '../../operator/status/status.ts';
import type { Session } from '../line/session.ts';
import { formatStatus } from './status-text.ts';

/** `forks status`: what the forks hold and do, and what differs from the template. */
export async function status(session: Session): Promise<void> {
  const deployment = await findDeployment(session);
  const document = await readStatus(session, deployment);
  session.report(document, formatStatus(document));
}
