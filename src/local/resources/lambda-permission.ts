/**
 * Stands in for AWS::Lambda::Permission.
 * Nothing is authorised locally, so it has no effect.
 */
import { acceptWithoutEffect } from './provider.ts';

/** The right of another service to invoke a function. */
export const permission = acceptWithoutEffect({
  type: 'AWS::Lambda::Permission',
  properties: [
    'Action',
    'EventSourceToken',
    'FunctionName',
    'FunctionUrlAuthType',
    'InvokedViaFunctionUrl',
    'Principal',
    'PrincipalOrgID',
    'SourceAccount',
    'SourceArn',
  ],
  attributes: ['Id'],
  describe: (name) => ({ ref: name, attributes: { Id: name } }),
});
