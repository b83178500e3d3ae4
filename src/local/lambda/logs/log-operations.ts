/**
 * Stands in for the CloudWatch Logs API: what `sam logs`, `aws logs tail` and this project's tools ask of it.
 * Live tail, queries, metric filters and subscriptions are refused by name.
 */

import * as v from 'valibot';
import { arnOf } from '../../../domain/arn.ts';
import type { Clock } from '../../clock.ts';
import type { Operation, Operations } from '../../endpoint/service.ts';
import { AwsError } from '../../errors.ts';
import { filterPattern } from './log-filter-pattern.ts';
import { parseLogInput as parse } from './log-input.ts';
import type { LogEvent, LogStore } from './log-store.ts';
import { logWritingOperations } from './log-writing.ts';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(512));
const optionalNumber = v.optional(v.number());
const page = { limit: optionalNumber, nextToken: v.optional(v.string()) };
const groupOf = { logGroupName: v.optional(name), logGroupIdentifier: v.optional(v.string()) };

const schemas = {
  CreateLogGroup: v.object({ logGroupName: name }),
  DeleteLogGroup: v.object({ logGroupName: name }),
  PutRetentionPolicy: v.object({ logGroupName: name, retentionInDays: v.number() }),
  DeleteRetentionPolicy: v.object({ logGroupName: name }),
  DescribeLogGroups: v.object({
    logGroupNamePrefix: v.optional(v.string()),
    logGroupNamePattern: v.optional(v.string()),
    ...page,
  }),
  DescribeLogStreams: v.object({
    ...groupOf,
    logStreamNamePrefix: v.optional(v.string()),
    orderBy: v.optional(v.string()),
    descending: v.optional(v.boolean()),
    ...page,
  }),
  FilterLogEvents: v.object({
    ...groupOf,
    logStreamNames: v.optional(v.array(v.string())),
    logStreamNamePrefix: v.optional(v.string()),
    startTime: optionalNumber,
    endTime: optionalNumber,
    filterPattern: v.optional(v.string()),
    ...page,
  }),
  GetLogEvents: v.object({
    ...groupOf,
    logStreamName: v.string(),
    startTime: optionalNumber,
    endTime: optionalNumber,
    startFromHead: v.optional(v.boolean()),
    ...page,
  }),
};

/** The periods that PutRetentionPolicy takes (CloudWatch Logs API reference). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const refused = ['StartLiveTail', 'StartQuery', 'GetQueryResults', 'PutMetricFilter', 'PutSubscriptionFilter'];

/** The Logs operations over the groups that functions write (CloudWatch Logs API reference). */
export function createLogOperations(
  logs: LogStore,
  { region, accountId, clock }: { region: string; accountId: string; clock: Clock },
): Operations {
  const arn = (group: string) => arnOf({ region, accountId }, 'logs', `log-group:${group}`);
  const groupName = (input: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined }) => {
    const given =
      input.logGroupName ??
      input.logGroupIdentifier?.replace(/^arn:aws:logs:[^:]*:\d+:log-group:/, '').replace(/:\*$/, '');
    if (given === undefined)
      throw new AwsError('InvalidParameterException', 'logGroupName or logGroupIdentifier is required.');
    return logs.group(given).name;
  };
  const checkPage = (limit: number | undefined, most: number) => {
    if (limit !== undefined && (limit < 1 || limit > most || !Number.isInteger(limit))) {
      throw new AwsError(
        'InvalidParameterException',
        `limit is ${limit}; it must be a whole number from 1 to ${most}.`,
      );
    }
    return limit ?? most;
  };
  const skip = (token: string | undefined) => {
    if (token !== undefined && !/^\d+$/.test(token)) {
      throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
    }
    return Number(token ?? 0);
  };

  const operations: Record<string, Operation> = {
    ...logWritingOperations(logs, clock),
    CreateLogGroup(input) {
      logs.createGroup(parse(schemas.CreateLogGroup, input).logGroupName);
      return {};
    },
    DeleteLogGroup(input) {
      logs.removeGroup(parse(schemas.DeleteLogGroup, input).logGroupName);
      return {};
    },
    PutRetentionPolicy(input) {
      const { logGroupName, retentionInDays } = parse(schemas.PutRetentionPolicy, input);
      if (!retentionDays.includes(retentionInDays)) {
        throw new AwsError(
          'InvalidParameterException',
          `retentionInDays is ${retentionInDays}; it must be one of ${retentionDays.join(', ')}.`,
        );
      }
      logs.setRetention(logGroupName, retentionInDays);
      return {};
    },
    DeleteRetentionPolicy(input) {
      logs.setRetention(parse(schemas.DeleteRetentionPolicy, input).logGroupName, undefined);
      return {};
    },
    DescribeLogGroups(input) {
      const query = parse(schemas.DescribeLogGroups, input);
      const found = logs
        .groups()
        .filter((group) => group.name.startsWith(query.logGroupNamePrefix ?? ''))
        .filter((group) => group.name.toLowerCase().includes(query.logGroupNamePattern?.toLowerCase() ?? ''));
      const { items, nextToken } = cut(found, skip(query.nextToken), checkPage(query.limit, 50));
      return {
        logGroups: items.map((group) => ({
          logGroupName: group.name,
          creationTime: group.createdAt,
          ...(group.retentionDays === undefined ? {} : { retentionInDays: group.retentionDays }),
          metricFilterCount: 0,
          arn: `${arn(group.name)}:*`,
          logGroupArn: arn(group.name),
          logGroupClass: 'STANDARD',
          storedBytes: 0,
        })),
        ...nextToken,
      };
    },
    DescribeLogStreams(input) {
      const query = parse(schemas.DescribeLogStreams, input);
      const group = groupName(query);
      const byTime = query.orderBy === 'LastEventTime';
      const found = logs
        .streams(group)
        .filter((stream) => stream.name.startsWith(query.logStreamNamePrefix ?? ''))
        .sort((a, b) => (byTime ? (a.last ?? 0) - (b.last ?? 0) : a.name < b.name ? -1 : 1));
      if (query.descending) found.reverse();
      const { items, nextToken } = cut(found, skip(query.nextToken), checkPage(query.limit, 50));
      return {
        logStreams: items.map((stream) => ({
          logStreamName: stream.name,
          creationTime: stream.createdAt,
          ...(stream.last === undefined
            ? {}
            : {
                firstEventTimestamp: stream.first,
                lastEventTimestamp: stream.last,
                lastIngestionTime: stream.last,
                uploadSequenceToken: '0',
              }),
          arn: `${arn(group)}:log-stream:${stream.name}`,
          storedBytes: 0,
        })),
        ...nextToken,
      };
    },
    FilterLogEvents(input) {
      const query = parse(schemas.FilterLogEvents, input);
      const group = groupName(query);
      const matches = filterPattern(query.filterPattern ?? '');
      const limit = checkPage(query.limit, 10_000);
      const streams =
        query.logStreamNames ??
        (query.logStreamNamePrefix === undefined
          ? undefined
          : logs
              .streams(group)
              .flatMap(({ name }) => (name.startsWith(query.logStreamNamePrefix ?? '') ? [name] : [])));
      const read = logs.read({
        group,
        streams,
        from: query.startTime,
        to: query.endTime === undefined ? undefined : query.endTime + 1,
        after: skip(query.nextToken),
        limit,
      });
      const last = read.at(-1);
      return {
        events: read
          .filter((event) => matches(event.message))
          .map((event) => ({
            logStreamName: event.stream,
            ...toEvent(event),
            eventId: String(event.id).padStart(56, '0'),
          })),
        searchedLogStreams: [],
        ...(last && read.length === limit ? { nextToken: String(last.id) } : {}),
      };
    },
    GetLogEvents(input) {
      const query = parse(schemas.GetLogEvents, input);
      const group = groupName(query);
      const stream = query.logStreamName;
      if (!logs.hasStream(group, stream)) {
        throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
      }
      const [, direction, at] = /^([fb])\/(\d+)$/.exec(query.nextToken ?? '') ?? [];
      if (query.nextToken !== undefined && !direction) {
        throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
      }
      const backward = direction === 'b' || (!direction && !query.startFromHead);
      const events = logs.read({
        group,
        streams: [stream],
        from: query.startTime,
        to: query.endTime,
        after: direction === 'f' ? Number(at) : undefined,
        before: direction === 'b' ? Number(at) : undefined,
        newestFirst: backward,
        limit: checkPage(query.limit, 10_000),
      });
      if (backward) events.reverse();
      // At the end of a stream AWS hands back the token that it was given.
      return {
        events: events.map(toEvent),
        nextForwardToken: `f/${events.at(-1)?.id ?? at ?? 0}`,
        nextBackwardToken: `b/${events[0]?.id ?? at ?? 0}`,
      };
    },
  };
  for (const operation of refused) {
    operations[operation] = () => {
      throw new AwsError('UnsupportedOperationException', `The local stack does not perform logs:${operation}.`);
    };
  }
  return operations;
}

function toEvent({ timestamp, message }: LogEvent) {
  return { timestamp, message, ingestionTime: timestamp };
}

function cut<T>(
  items: readonly T[],
  from: number,
  count: number,
): { items: readonly T[]; nextToken: { nextToken?: string } } {
  const isMore = from + count < items.length;
  return { items: items.slice(from, from + count), nextToken: isMore ? { nextToken: String(from + count) } : {} };
}
