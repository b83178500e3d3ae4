/**
 * Stands in for AWS::KMS::Key.
 * Nothing is encrypted locally, so it has no effect; only its id and ARN exist.
 */
import { arnOf } from '../../domain/arn.ts';
import { physicalName, stableUuid } from './physical-name.ts';
import { acceptWithoutEffect } from './provider.ts';

/** A customer-managed key; its id is a UUID, as on AWS. */
export const key = acceptWithoutEffect({
  type: 'AWS::KMS::Key',
  properties: [
    'BypassPolicyLockoutSafetyCheck',
    'Description',
    'Enabled',
    'EnableKeyRotation',
    'KeyPolicy',
    'KeySpec',
    'KeyUsage',
    'MultiRegion',
    'Origin',
    'PendingWindowInDays',
    'RotationPeriodInDays',
    'Tags',
  ],
  attributes: ['Arn', 'KeyId'],
  describe(_name, context) {
    const KeyId = stableUuid(physicalName(context.stackName, context.logicalId, 128));
    return { ref: KeyId, attributes: { KeyId, Arn: arnOf(context, 'kms', `key/${KeyId}`) } };
  },
});
