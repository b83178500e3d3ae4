import { openArchive } from '../../../operator/archive/open-archive.ts';
import type { Deployment } from '../../../operator/stack/deployment.ts';
import { findDeployment } from '../../../operator/stack/find-deployment.ts';
import { openStackClock } from '../../../operator/stack/stack-clock.ts';
import { archiveRequest } from '../../backup/archive-request.ts';
import { UsageError } from '../../line/errors.ts';
import type { Session } from '../../line/session.ts';
import { tryArchiveReplay } from './dry-run.ts';
import { planReplay, type ReplayArchiveFlags } from './plan.ts';
import { runArchiveReplay } from './run.ts';
import { openTarget } from './target.ts';

/** `forks replay archive`: sends archived events again. Exit code 1 when one could not be sent or read, or on Ctrl-C. */
export async function replayArchive(session: Session, flags: ReplayArchiveFlags): Promise<number> {
  if (flags.destination === 'topic' && !flags.yesAllForks && !flags.dryRun) throw new UsageError(allForks);
  const plan = await planReplay(session, flags);
  const { from, to, late } = plan;
  const open = await openArchive(session, await archiveRequest(session, { ...flags, from, to, late }));
  let found: Promise<Deployment> | undefined;
  const deployment = () => {
    found ??= findDeployment(session);
    return found;
  };
  const target = await openTarget(session, deployment, plan.destination);
  if (target.kind === 'topic' && !flags.yesAllForks && !flags.dryRun) throw new UsageError(allForks);
  const { now } = await openStackClock(session);
  const replay = { session, flags, plan, open, target, now: now() };
  return flags.dryRun ? tryArchiveReplay(replay) : runArchiveReplay(replay);
}

const allForks =
  'a replay to the topic sends every event to every subscriber again: it is archived, indexed and buffered a second time; say --yes-all-forks to do it, or name a queue with --destination';
