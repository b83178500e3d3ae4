import type { Deployment } from '../aws/operator/deployment.ts';
import { openArchive } from './backup-archive.ts';
import { UsageError } from './errors.ts';
import { findDeployment } from './find-deployment.ts';
import { runArchiveReplay } from './replay-archive-run.ts';
import { tryArchiveReplay } from './replay-archive-try.ts';
import { planReplay, type ReplayArchiveFlags } from './replay-plan.ts';
import { openTarget } from './replay-target.ts';
import type { Session } from './session.ts';
import { openStackClock } from './stack-clock.ts';

/** `forks replay archive`: sends archived events again. Exit code 1 when one could not be sent or read, or on Ctrl-C. */
export async function replayArchive(session: Session, flags: ReplayArchiveFlags): Promise<number> {
  if (flags.destination === 'topic' && !flags.yesAllForks && !flags.dryRun) throw new UsageError(allForks);
  const plan = await planReplay(session, flags);
  const { from, to, late } = plan;
  const open = await openArchive(session, { ...flags, from, to, late });
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
