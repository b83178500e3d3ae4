/**
 * What the local stack itself remembers in a data folder: how far its clock is ahead of the machine's.
 * It stands in for no AWS service and keeps nothing of the template; the deployment does.
 */
import type { Clock } from './clock.ts';
import { integer, type LocalDatabase } from './database.ts';

/** The clock's lead over the machine's, kept so that a restart never goes back in local time. */
export interface ClockLead {
  /** Milliseconds by which a clock on this folder must begin ahead. */
  readonly milliseconds: number;
  save(clock: Clock): void;
  /** Saves once a second of real time: a fast clock would else go back when kill -9 ends it. Returns what ends it. */
  follow(clock: Clock): () => void;
}

const SAVE_EVERY_MS = 1000;

/** Opens the remembered lead; nothing remembered is a lead of 0. */
export function openClockLead(database: LocalDatabase, realNow: () => number = Date.now): ClockLead {
  database.define(
    'CREATE TABLE IF NOT EXISTS settings_clock (id INTEGER PRIMARY KEY CHECK (id = 1), lead INTEGER NOT NULL)',
  );
  const row = database.get('SELECT lead FROM settings_clock WHERE id = 1');
  const milliseconds = row ? integer(row, 'lead') : 0;
  let saved = milliseconds;
  const save = (clock: Clock) => {
    const lead = Math.max(0, Math.round(clock.now() - realNow()));
    // A clock at the machine's own speed reads a millisecond more or less from call to call.
    if (Math.abs(lead - saved) < 10) return;
    saved = lead;
    database.run('INSERT INTO settings_clock VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET lead = excluded.lead', lead);
  };
  return {
    milliseconds,
    save,
    follow(clock) {
      const timer = setInterval(() => save(clock), SAVE_EVERY_MS);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
