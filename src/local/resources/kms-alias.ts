/**
 * Stands in for AWS::KMS::Alias.
 * Nothing is encrypted locally, so it has no effect.
 */
import { acceptWithoutEffect } from './provider.ts';

/** A name for a key. */
export const alias = acceptWithoutEffect({
  type: 'AWS::KMS::Alias',
  properties: ['AliasName', 'TargetKeyId'],
  named: 'AliasName',
});
