/**
 * What became of alarms, for DescribeAlarmHistory of the stand-in for CloudWatch (API reference): made and changed, gone from one
 * state to another, and the actions that were taken. Kept for 30 days, also of alarms that are deleted.
 */
import * as v from 'valibot';
import type { LocalContext } from '../context.ts';
import { integer, text } from '../database.ts';
import { invalidCombination, invalidValue, numeric, readRequest, time } from '../metrics/invalid-request.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS alarm_history (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL, summary TEXT NOT NULL, data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS alarm_history_at ON alarm_history (at);
`;
/** CloudWatch guide, "Using Amazon CloudWatch alarms". */
const KEPT_MS = 30 * 86_400_000;
/** API reference, AlarmHistoryItem. */
const MAX_SUMMARY = 255;
const MAX_DATA = 4095;

const types = v.picklist(['ConfigurationUpdate', 'StateUpdate', 'Action']);
const schema = v.object({
  AlarmName: v.optional(v.string()),
  AlarmTypes: v.optional(v.array(v.string()), ['MetricAlarm']),
  HistoryItemType: v.optional(types),
  StartDate: v.optional(time),
  EndDate: v.optional(time),
  MaxRecords: v.optional(v.pipe(numeric, v.integer(), v.minValue(1), v.maxValue(100)), 100),
  NextToken: v.optional(v.string()),
  ScanBy: v.optional(v.picklist(['TimestampDescending', 'TimestampAscending']), 'TimestampDescending'),
  AlarmContributorId: v.optional(v.never('contributors of alarms are not performed locally')),
});

export interface AlarmHistory {
  /** Adds what happened at a time, not before what was added last; `data` is told as JSON, without its optional part where that makes it too long. */
  add(
    name: string,
    at: number,
    what: { type: v.InferOutput<typeof types>; summary: string; data: object; optional?: object },
  ): void;
  /** DescribeAlarmHistory. Throws AwsError. */
  describe(input: unknown): object;
}

/** Opens the history of the state folder. */
export function openAlarmHistory({ database, clock }: Pick<LocalContext, 'database' | 'clock'>): AlarmHistory {
  database.define(SCHEMA);
  return {
    add(name, at, { type, summary, data, optional = {} }) {
      const whole = JSON.stringify({ ...data, ...optional });
      database.write(() => {
        database.run('DELETE FROM alarm_history WHERE at < ?', clock.now() - KEPT_MS);
        database.run(
          'INSERT INTO alarm_history (name, at, type, summary, data) VALUES (?, ?, ?, ?, ?)',
          ...[name, at, type, summary.slice(0, MAX_SUMMARY)],
          whole.length > MAX_DATA ? JSON.stringify(data).slice(0, MAX_DATA) : whole,
        );
      });
    },
    describe(input) {
      const { AlarmName, AlarmTypes, HistoryItemType, StartDate, EndDate, ...request } = readRequest(schema, input);
      if (StartDate !== undefined && EndDate !== undefined && StartDate > EndDate) {
        throw invalidCombination('The parameter StartDate must be less than the parameter EndDate.');
      }
      const first = Number(request.NextToken ?? 0);
      if (!Number.isSafeInteger(first) || first < 0) throw invalidValue('Invalid nextToken');
      const order = request.ScanBy === 'TimestampAscending' ? 'ASC' : 'DESC';
      const rows = AlarmTypes.includes('MetricAlarm')
        ? database.all(
            `SELECT * FROM alarm_history
             WHERE at >= ? AND at <= ? AND (? IS NULL OR name = ?) AND (? IS NULL OR type = ?)
             ORDER BY id ${order} LIMIT ? OFFSET ?`,
            ...[StartDate ?? 0, EndDate ?? Number.MAX_SAFE_INTEGER],
            ...[AlarmName ?? null, AlarmName ?? null, HistoryItemType ?? null, HistoryItemType ?? null],
            ...[request.MaxRecords + 1, first],
          )
        : [];
      return {
        AlarmHistoryItems: rows.slice(0, request.MaxRecords).map((row) => ({
          AlarmName: text(row, 'name'),
          AlarmType: 'MetricAlarm',
          Timestamp: integer(row, 'at') / 1000,
          HistoryItemType: text(row, 'type'),
          HistorySummary: text(row, 'summary'),
          HistoryData: text(row, 'data'),
        })),
        ...(rows.length > request.MaxRecords ? { NextToken: String(first + request.MaxRecords) } : {}),
      };
    },
  };
}
