/**
 * Stands in for AWS::IAM::ManagedPolicy.
 * Nothing is authorised locally, so it has no effect.
 */
import { acceptWithoutEffect } from './provider.ts';

/** A policy of its own; only its ARN exists. */
export const managedPolicy = acceptWithoutEffect({
  type: 'AWS::IAM::ManagedPolicy',
  properties: ['Description', 'Groups', 'ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles', 'Users'],
  named: 'ManagedPolicyName',
  attributes: ['PolicyArn'],
  describe: (name, { accountId }) => {
    const PolicyArn = `arn:aws:iam::${accountId}:policy/${name}`;
    return { ref: PolicyArn, attributes: { PolicyArn } };
  },
});
