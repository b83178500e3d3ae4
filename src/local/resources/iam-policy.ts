/**
 * Stands in for AWS::IAM::Policy.
 * Nothing is authorised locally, so it has no effect.
 */
import { acceptWithoutEffect } from './provider.ts';

/** An inline policy of roles. */
export const policy = acceptWithoutEffect({
  type: 'AWS::IAM::Policy',
  properties: ['Groups', 'PolicyDocument', 'PolicyName', 'Roles', 'Users'],
  named: 'PolicyName',
  attributes: ['Id'],
  describe: (name) => ({ ref: name, attributes: { Id: name } }),
});
