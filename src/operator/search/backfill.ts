import type { BackfillProgress } from '../../aws/search/backfill-index.ts';
import type { BackfillNames } from '../../domain/search/backfill.ts';
import type { OpenArchive } from '../archive/open-archive.ts';
import type { Operator } from '../operator.ts';
import type { SearchFork } from './search-fork.ts';

/** A back-fill under way. */
export interface Backfill {
  readonly operator: Operator;
  readonly fork: SearchFork;
  readonly names: BackfillNames;
  readonly open: OpenArchive;
  /** Where it stands; written to its index as it goes. */
  progress: BackfillProgress;
  save(): Promise<void>;
}

/** What a back-fill tells while it runs. */
export type BackfillNews =
  | { readonly kind: 'filling'; readonly read: number; readonly written: number; readonly key: string | undefined }
  /** Something of the archive that cannot be read or indexed. */
  | {
      readonly kind: 'refused';
      readonly bucket: string;
      readonly key: string;
      readonly line: number | undefined;
      readonly reason: string;
    }
  /** How many events of the live index are in the new one and are being removed there. */
  | { readonly kind: 'removing'; readonly events: number };
