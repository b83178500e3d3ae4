/**
 * Stands in for AWS::Logs::LogStream.
 * Streams come to be locally when something is logged, so declaring one has no effect.
 */
import { acceptWithoutEffect } from './provider.ts';

/** A log stream of a group. */
export const logStream = acceptWithoutEffect({
  type: 'AWS::Logs::LogStream',
  properties: ['LogGroupName', 'LogStreamName'],
  named: 'LogStreamName',
});
