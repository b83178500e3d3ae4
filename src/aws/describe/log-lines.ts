import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { nameOf } from '../../domain/errors.ts';

/** One line of a log group. */
export interface LogLine {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
}

/** Reads the lines of a log group from a time on, oldest first; a group that does not exist yet has none. */
export async function* readLogLines(
  client: CloudWatchLogsClient,
  { logGroup, from, pattern }: { logGroup: string; from: number; pattern?: string },
): AsyncGenerator<LogLine> {
  const pages = paginateFilterLogEvents(
    { client },
    {
      logGroupName: logGroup,
      startTime: Math.max(0, Math.floor(from)),
      ...(pattern === undefined ? {} : { filterPattern: pattern }),
    },
  );
  try {
    for await (const { events = [] } of pages) {
      for (const { eventId = '', timestamp = 0, message = '' } of events) {
        yield { id: eventId, timestamp, message: message.trimEnd() };
      }
    }
  } catch (error) {
    if (nameOf(error) !== 'ResourceNotFoundException') throw error;
  }
}
