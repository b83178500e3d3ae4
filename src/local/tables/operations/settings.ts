/**
 * What a table is set to beside its keys and capacity, as CreateTable and UpdateTable give it.
 * Encryption, table class and limits of capacity are kept and given back, and have no effect.
 */

import type { Definition } from '../store/definitions.ts';
import { invalidParameters, validationError } from '../table-errors.ts';

type Setting = Readonly<Record<string, unknown>>;

/** The settings of CreateTable and UpdateTable. */
export interface SettingsInput {
  readonly StreamSpecification?: {
    readonly StreamEnabled?: boolean;
    readonly StreamViewType?: 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES' | 'KEYS_ONLY';
  };
  readonly SSESpecification?: Setting;
  readonly TableClass?: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly OnDemandThroughput?: Setting;
  readonly WarmThroughput?: Setting;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** The part of a definition that the settings given in an input make. */
export function settingsOf(input: SettingsInput): Partial<Definition> {
  return {
    ...(input.SSESpecification && { encryption: { ...input.SSESpecification } }),
    ...(input.TableClass !== undefined && { tableClass: input.TableClass }),
    ...(input.DeletionProtectionEnabled !== undefined && { deletionProtection: input.DeletionProtectionEnabled }),
    ...(input.OnDemandThroughput && { onDemandThroughput: { ...input.OnDemandThroughput } }),
    ...(input.WarmThroughput && { warmThroughput: { ...input.WarmThroughput } }),
  };
}

/** The stream of a table after an input that may switch it on or off; a new stream has a label of its own. */
export function streamChange(
  { StreamSpecification: wanted }: SettingsInput,
  current: Definition['stream'],
  now: number,
): Pick<Definition, 'stream'> | undefined {
  if (!wanted) return undefined;
  if (wanted.StreamEnabled === undefined) {
    throw validationError(
      "1 validation error detected: Value null at 'streamSpecification.streamEnabled' failed to satisfy constraint: Member must not be null",
    );
  }
  if (!wanted.StreamEnabled) {
    if (wanted.StreamViewType) {
      throw invalidParameters('Table is being created/updated without a stream: StreamViewType is not allowed');
    }
    return current && { stream: { ...current, enabled: false } };
  }
  if (current?.enabled) throw validationError('Table already has an enabled stream');
  if (!wanted.StreamViewType) throw invalidParameters('StreamViewType is required when StreamEnabled is true');
  return { stream: { label: labelOf(now), view: wanted.StreamViewType, enabled: true, createdAt: now } };
}

/** A stream's label is the time at which it was switched on. */
function labelOf(now: number): string {
  return new Date(now).toISOString().replace('Z', '');
}
