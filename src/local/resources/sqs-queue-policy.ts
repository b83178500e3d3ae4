/**
 * Stands in for AWS::SQS::QueuePolicy.
 * Nothing is authorised locally, so it has no effect.
 */
import { acceptWithoutEffect } from './provider.ts';

/** The policy of queues. */
export const queuePolicy = acceptWithoutEffect({
  type: 'AWS::SQS::QueuePolicy',
  properties: ['PolicyDocument', 'Queues'],
  attributes: ['Id'],
  describe: (name) => ({ ref: name, attributes: { Id: name } }),
});
