/** UpdateDestination merges what it is given into what is there (Firehose API reference, UpdateDestination). */
import * as v from 'valibot';
import { refused } from '../stream-plan.ts';
import { type Destination, destinationSchema } from '../stream-schema.ts';
import { parseInput } from './validation.ts';

const record = v.record(v.string(), v.unknown());

/** Members of the update and the members of the configuration that they change. */
const RENAMED: Readonly<Record<string, string>> = {
  S3Update: 'S3Configuration',
  S3BackupUpdate: 'S3BackupConfiguration',
};

/** The destination after an update: members not given stay. Throws InvalidArgumentException for an update of another kind. */
export function updateDestination(current: Destination, input: Record<string, unknown>): Destination {
  const name = current.kind.replace(/Configuration$/, 'Update');
  // The plain S3 update serves an extended destination too, as on AWS.
  const given =
    input[name] ?? (current.kind === 'ExtendedS3DestinationConfiguration' ? input['S3DestinationUpdate'] : undefined);
  if (given === undefined) throw refused(`The destination of this stream is updated by ${name}.`);
  const settings: Record<string, unknown> = { ...current.settings };
  for (const [member, value] of Object.entries(parseInput(record, given))) {
    if (member === 'S3BackupMode' && settings[member] === 'Enabled' && value !== 'Enabled')
      throw refused('S3BackupMode cannot be disabled once it is enabled.');
    if (member === 'S3BackupMode' && current.kind === 'AmazonopensearchserviceDestinationConfiguration')
      throw refused('S3BackupMode of an OpenSearch destination cannot be changed after creation.');
    const target = RENAMED[member] ?? member;
    const nested = v.safeParse(record, settings[target]);
    settings[target] = RENAMED[member] && nested.success ? { ...nested.output, ...parseInput(record, value) } : value;
  }
  if (settings['DomainARN'] !== undefined && settings['ClusterEndpoint'] !== undefined)
    delete settings[parseInput(record, given)['DomainARN'] === undefined ? 'DomainARN' : 'ClusterEndpoint'];
  return parseInput(destinationSchema, { kind: current.kind, settings });
}
