/**
 * Stands in for the writing side of CloudWatch Logs: CreateLogStream, DeleteLogStream and PutLogEvents (CloudWatch Logs API reference).
 * Sequence tokens are given and never asked for, as since 2023; metrics embedded in what is put are not taken out.
 */
import * as v from 'valibot';
import type { Operations } from '../../endpoint/service.ts';
import { AwsError } from '../../errors.ts';
import { parseLogInput } from './log-input.ts';
import type { LogStore } from './log-store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** CloudWatch Logs quotas: a batch and an event of 1,048,576 bytes, 26 counted for each event; 10,000 events, 24 hours. */
const MAX_BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;
const MAX_EVENTS = 10_000;
const MAX_SPAN_MS = DAY_MS;
/** What is older than 14 days or more than two hours ahead is rejected, event by event. */
const MAX_AGE_MS = 14 * DAY_MS;
const MAX_AHEAD_MS = 2 * HOUR_MS;

const names = { logGroupName: v.string(), logStreamName: v.string() };
const StreamInput = v.object(names);
const PutInput = v.object({
  ...names,
  logEvents: v.array(v.object({ timestamp: v.pipe(v.number(), v.integer(), v.minValue(0)), message: v.string() })),
});
type Events = v.InferOutput<typeof PutInput>['logEvents'];

/** The operations that write; times are those of the local clock. */
export function logWritingOperations(logs: LogStore, { now }: { now: () => number }): Operations {
  return {
    CreateLogStream(input) {
      const { logGroupName, logStreamName } = parseLogInput(StreamInput, input);
      checkStreamName(logStreamName);
      logs.group(logGroupName);
      if (!logs.createStream(logGroupName, logStreamName)) {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      }
      return {};
    },
    DeleteLogStream(input) {
      const { logGroupName, logStreamName } = parseLogInput(StreamInput, input);
      logs.group(logGroupName);
      if (!logs.removeStream(logGroupName, logStreamName)) throw noStream();
      return {};
    },
    PutLogEvents(input) {
      const { logGroupName, logStreamName, logEvents } = parseLogInput(PutInput, input);
      checkBatch(logEvents);
      const { retentionDays } = logs.group(logGroupName);
      if (!logs.hasStream(logGroupName, logStreamName)) throw noStream();
      const time = now();
      const before = (age: number) => logEvents.filter(({ timestamp }) => timestamp < time - age).length;
      const tooOld = before(MAX_AGE_MS);
      const expired = retentionDays === undefined ? 0 : before(retentionDays * DAY_MS);
      const tooNew = logEvents.findIndex(({ timestamp }) => timestamp > time + MAX_AHEAD_MS);
      const taken = logEvents.slice(Math.max(tooOld, expired), tooNew < 0 ? undefined : tooNew);
      const last = logs.appendAll(taken.map((event) => ({ ...event, group: logGroupName, stream: logStreamName })));
      const rejected = {
        ...(tooNew < 0 ? {} : { tooNewLogEventStartIndex: tooNew }),
        ...(tooOld === 0 ? {} : { tooOldLogEventEndIndex: tooOld }),
        ...(expired === 0 ? {} : { expiredLogEventEndIndex: expired }),
      };
      return {
        nextSequenceToken: String(last).padStart(56, '0'),
        ...(Object.keys(rejected).length === 0 ? {} : { rejectedLogEventsInfo: rejected }),
      };
    },
  };
}

function checkStreamName(name: string): void {
  if (/^[^:*]{1,512}$/s.test(name)) return;
  const constraint =
    name === '' || name.length > 512
      ? `Member must have length ${name === '' ? 'greater than or equal to 1' : 'less than or equal to 512'}`
      : 'Member must satisfy regular expression pattern: [^:*]*';
  throw refusal(
    `1 validation error detected: Value '${name}' at 'logStreamName' failed to satisfy constraint: ${constraint}`,
  );
}

/** What is refused as a whole: batches without events, too many or too large, out of order, or of more than a day. */
function checkBatch(events: Events): void {
  if (events.length === 0 || events.length > MAX_EVENTS) {
    throw refusal(
      `1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length ${events.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MAX_EVENTS}`}`,
    );
  }
  let size = 0;
  let latest = 0;
  for (const [index, { timestamp, message }] of events.entries()) {
    if (message === '') {
      throw refusal(
        `1 validation error detected: Value '' at 'logEvents.${index + 1}.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1`,
      );
    }
    const bytes = Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
    if (bytes > MAX_BATCH_BYTES) {
      throw refusal(`Log event too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`);
    }
    if (timestamp < latest) {
      throw refusal('Log events in a single PutLogEvents request must be in chronological order.');
    }
    latest = timestamp;
    size += bytes;
  }
  if (size > MAX_BATCH_BYTES) throw refusal(`Upload too large: ${size} bytes exceeds limit of ${MAX_BATCH_BYTES}`);
  if (latest - (events[0]?.timestamp ?? 0) > MAX_SPAN_MS) {
    throw refusal('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  }
}

function refusal(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

function noStream(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
}
