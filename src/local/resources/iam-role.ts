/**
 * Stands in for AWS::IAM::Role.
 * Nothing is authorised locally, so it has no effect.
 */
import { acceptWithoutEffect } from './provider.ts';

/** A role; only its name and ARN exist. */
export const role = acceptWithoutEffect({
  type: 'AWS::IAM::Role',
  properties: [
    'AssumeRolePolicyDocument',
    'Description',
    'ManagedPolicyArns',
    'MaxSessionDuration',
    'Path',
    'PermissionsBoundary',
    'Policies',
    'RoleName',
    'Tags',
  ],
  named: 'RoleName',
  attributes: ['Arn', 'RoleId'],
  describe: (name, { accountId }) => ({
    ref: name,
    attributes: { Arn: `arn:aws:iam::${accountId}:role/${name}`, RoleId: `AROA${name.toUpperCase()}` },
  }),
});
