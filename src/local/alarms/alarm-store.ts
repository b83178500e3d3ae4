/**
 * Alarms, the rules that listen to them and the state machines that the rules start, as rows.
 * Stands in for the control planes of CloudWatch, EventBridge and Step Functions; the history of alarms is kept beside them.
 */
import * as v from 'valibot';
import type { LocalContext } from '../context.ts';
import { optionalInteger, optionalText, type Row, text } from '../database.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS alarms (name TEXT PRIMARY KEY, properties TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS alarm_changes (
  name TEXT PRIMARY KEY, configured_at INTEGER NOT NULL, reason TEXT, reason_data TEXT, changed_at INTEGER);
CREATE TABLE IF NOT EXISTS alarm_rules (name TEXT PRIMARY KEY, rule TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS alarm_tags (name TEXT PRIMARY KEY, tags TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS state_machines (arn TEXT PRIMARY KEY, task TEXT NOT NULL);
`;

const states = v.picklist(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const ruleSchema = v.union([
  v.object({ pattern: v.string(), targets: v.array(v.string()), enabled: v.boolean() }),
  // As earlier versions kept it: going off, of alarms by name, starts machines.
  v.pipe(
    v.object({ alarmArns: v.array(v.string()), machineArns: v.array(v.string()) }),
    v.transform(({ alarmArns, machineArns }) => ({
      pattern: JSON.stringify({ resources: alarmArns, detail: { state: { value: ['ALARM'] } } }),
      targets: machineArns,
      enabled: true,
    })),
  ),
]);
const tagsSchema = v.record(v.string(), v.string());
const taskSchema = v.object({ mappingId: v.string(), enabled: v.boolean() });

export type AlarmState = v.InferOutput<typeof states>;

/** An event pattern as JSON, and the ARNs to which the events that match it are sent. */
export type AlarmRule = Readonly<v.InferOutput<typeof ruleSchema>>;

/** The one task of a state machine: switching an event source mapping. */
export type MappingTask = Readonly<v.InferOutput<typeof taskSchema>>;

export interface StoredAlarm {
  readonly name: string;
  /** As the template has them. */
  readonly properties: unknown;
  readonly state: AlarmState;
  /** How it came to its state; `at` in ms. */
  readonly change: { readonly at: number; readonly reason: string; readonly reasonData?: string | undefined };
  readonly configuredAt: number;
}

export interface AlarmStore {
  alarms(): StoredAlarm[];
  /** Adds an alarm, or changes its properties and keeps its state. */
  saveAlarm(name: string, properties: object): void;
  setState(name: string, state: AlarmState, why: { reason: string; reasonData?: string | undefined; at: number }): void;
  removeAlarm(name: string): void;
  tags(name: string): Readonly<Record<string, string>>;
  saveTags(name: string, tags: Readonly<Record<string, string>>): void;
  rules(): AlarmRule[];
  saveRule(name: string, rule: AlarmRule): void;
  removeRule(name: string): void;
  machine(arn: string): MappingTask | undefined;
  saveMachine(arn: string, task: MappingTask): void;
  removeMachine(arn: string): void;
}

/** Opens the tables of the alarms room. */
export function openAlarmStore({ database, clock }: Pick<LocalContext, 'database' | 'clock'>): AlarmStore {
  database.define(SCHEMA);
  return {
    alarms: () =>
      database
        .all('SELECT * FROM alarms LEFT JOIN alarm_changes USING (name) ORDER BY name')
        .map((row) => alarmOf(row, clock.now())),
    saveAlarm(name, properties) {
      database.run(
        `INSERT INTO alarms (name, properties, state) VALUES (?, ?, 'INSUFFICIENT_DATA')
         ON CONFLICT (name) DO UPDATE SET properties = excluded.properties`,
        name,
        JSON.stringify(properties),
      );
      database.run(
        `INSERT INTO alarm_changes (name, configured_at) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET configured_at = excluded.configured_at`,
        name,
        clock.now(),
      );
    },
    setState(name, state, { reason, reasonData, at }) {
      database.run('UPDATE alarms SET state = ? WHERE name = ?', state, name);
      database.run(
        `INSERT INTO alarm_changes (name, configured_at, reason, reason_data, changed_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET reason = excluded.reason, reason_data = excluded.reason_data, changed_at = excluded.changed_at`,
        name,
        at,
        reason,
        reasonData ?? null,
        at,
      );
    },
    removeAlarm(name) {
      database.run('DELETE FROM alarms WHERE name = ?', name);
      database.run('DELETE FROM alarm_changes WHERE name = ?', name);
      database.run('DELETE FROM alarm_tags WHERE name = ?', name);
    },
    tags(name) {
      const row = database.get('SELECT tags FROM alarm_tags WHERE name = ?', name);
      return row ? v.parse(tagsSchema, JSON.parse(text(row, 'tags'))) : {};
    },
    saveTags: (name, tags) =>
      void database.run('INSERT OR REPLACE INTO alarm_tags (name, tags) VALUES (?, ?)', name, JSON.stringify(tags)),
    rules: () =>
      database
        .all('SELECT rule FROM alarm_rules ORDER BY name')
        .map((row) => v.parse(ruleSchema, JSON.parse(text(row, 'rule')))),
    saveRule: (name, rule) =>
      void database.run('INSERT OR REPLACE INTO alarm_rules (name, rule) VALUES (?, ?)', name, JSON.stringify(rule)),
    removeRule: (name) => void database.run('DELETE FROM alarm_rules WHERE name = ?', name),
    machine(arn) {
      const row = database.get('SELECT task FROM state_machines WHERE arn = ?', arn);
      return row && v.parse(taskSchema, JSON.parse(text(row, 'task')));
    },
    saveMachine: (arn, task) =>
      void database.run('INSERT OR REPLACE INTO state_machines (arn, task) VALUES (?, ?)', arn, JSON.stringify(task)),
    removeMachine: (arn) => void database.run('DELETE FROM state_machines WHERE arn = ?', arn),
  };
}

/** One of before changes were kept counts as made now. */
function alarmOf(row: Row, now: number): StoredAlarm {
  const configuredAt = optionalInteger(row, 'configured_at') ?? now;
  return {
    name: text(row, 'name'),
    properties: JSON.parse(text(row, 'properties')),
    state: v.parse(states, text(row, 'state')),
    change: {
      at: optionalInteger(row, 'changed_at') ?? configuredAt,
      reason: optionalText(row, 'reason') ?? 'Unchecked: Initial alarm creation',
      reasonData: optionalText(row, 'reason_data'),
    },
    configuredAt,
  };
}
