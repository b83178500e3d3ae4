/**
 * Alarms, the rules that listen to them and the state machines that the rules start, as rows.
 * Stands in for the control planes of CloudWatch, EventBridge and Step Functions; it keeps no history.
 */
import * as v from 'valibot';
import { type LocalDatabase, type Row, text } from '../database.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS alarms (name TEXT PRIMARY KEY, properties TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS alarm_rules (name TEXT PRIMARY KEY, rule TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS state_machines (arn TEXT PRIMARY KEY, task TEXT NOT NULL);
`;

const states = v.picklist(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const ruleSchema = v.object({ alarmArns: v.array(v.string()), machineArns: v.array(v.string()) });
const taskSchema = v.object({ mappingId: v.string(), enabled: v.boolean() });

export type AlarmState = v.InferOutput<typeof states>;

/** What an alarm's going off starts. */
export type AlarmRule = Readonly<v.InferOutput<typeof ruleSchema>>;

/** The one task of a state machine: switching an event source mapping. */
export type MappingTask = Readonly<v.InferOutput<typeof taskSchema>>;

export interface StoredAlarm {
  readonly name: string;
  /** As the template has them. */
  readonly properties: unknown;
  readonly state: AlarmState;
}

export interface AlarmStore {
  alarms(): StoredAlarm[];
  /** Adds an alarm, or changes its properties and keeps its state. */
  saveAlarm(name: string, properties: object): void;
  /** False where there is no such alarm. */
  setState(name: string, state: AlarmState): boolean;
  removeAlarm(name: string): void;
  rules(): AlarmRule[];
  saveRule(name: string, rule: AlarmRule): void;
  removeRule(name: string): void;
  machine(arn: string): MappingTask | undefined;
  saveMachine(arn: string, task: MappingTask): void;
  removeMachine(arn: string): void;
}

/** Opens the tables of the alarms room. */
export function openAlarmStore(database: LocalDatabase): AlarmStore {
  database.define(SCHEMA);
  return {
    alarms: () => database.all('SELECT * FROM alarms ORDER BY name').map(alarmOf),
    saveAlarm: (name, properties) =>
      void database.run(
        `INSERT INTO alarms (name, properties, state) VALUES (?, ?, 'INSUFFICIENT_DATA')
         ON CONFLICT (name) DO UPDATE SET properties = excluded.properties`,
        name,
        JSON.stringify(properties),
      ),
    setState: (name, state) => database.run('UPDATE alarms SET state = ? WHERE name = ?', state, name) > 0,
    removeAlarm: (name) => void database.run('DELETE FROM alarms WHERE name = ?', name),
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

function alarmOf(row: Row): StoredAlarm {
  return {
    name: text(row, 'name'),
    properties: JSON.parse(text(row, 'properties')),
    state: v.parse(states, text(row, 'state')),
  };
}
