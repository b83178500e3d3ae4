import type { BackfillProgress } from '../../aws/search/backfill-index.ts';
import type { BackfillNames } from '../../domain/search/backfill.ts';
import type { OpenArchive } from '../../operator/archive/open-archive.ts';
import type { SearchFork } from '../../operator/search/search-fork.ts';
import type { Session } from '../line/session.ts';

/** A back-fill under way. */
export interface Backfill {
  readonly session: Session;
  readonly fork: SearchFork;
  readonly names: BackfillNames;
  readonly open: OpenArchive;
  /** Where it stands; written to its index as it goes. */
  progress: BackfillProgress;
  save(): Promise<void>;
}
