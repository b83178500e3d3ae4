/** The memory that every thread of a runner shares: which mutant is on, how often it was met, and until when the tests may take. */
import { setEnvironmentData } from 'node:worker_threads';

export interface Switch {
  /** `[mutant that is on or -1, times it was met since the test began, most times it may be met, 1 while passing is counted]` */
  state: Int32Array;
  /** How often each mutant's place was passed since the last reset. */
  passed: Int32Array;
  /** `[when the watchdog ends this process, in ms since the epoch]` */
  deadline: Float64Array;
}

const ENVIRONMENT_KEY = 'mutation-switch';
const NONE = -1;

/** Makes the switch for so many mutants and hands it to this thread and to every worker thread started from it. */
export function createSwitch(mutants: number): Switch {
  const made: Switch = {
    state: new Int32Array(new SharedArrayBuffer(16)),
    passed: new Int32Array(new SharedArrayBuffer(4 * Math.max(1, mutants))),
    deadline: new Float64Array(new SharedArrayBuffer(8)),
  };
  made.deadline[0] = Number.POSITIVE_INFINITY;
  turnOff(made);
  setEnvironmentData(ENVIRONMENT_KEY, made as never);
  return made;
}

/** Turns one mutant on, which may be met `maxMeetings` times in one test before the test counts as endless. */
export function turnOn({ state }: Switch, mutant: number, maxMeetings: number): void {
  state[0] = mutant;
  state[1] = 0;
  state[2] = maxMeetings;
}

/** Turns every mutant off. */
export function turnOff({ state }: Switch): void {
  state[0] = NONE;
}

/** Whether `passed` counts: only while tests are measured, since it takes time. */
export function countPassed({ state }: Switch, counts: boolean): void {
  state[3] = counts ? 1 : 0;
}

/** Lets the count of meetings begin anew, and says how many there were. */
export function takeMeetings({ state }: Switch): number {
  const met = state[1] ?? 0;
  state[1] = 0;
  return met;
}

/**
 * What stands at the head of each instrumented file, in place of Stryker's own: function declarations, since files of a
 * circle call each other before either is evaluated. Without a switch (a process of its own) every mutant is off.
 */
export const SWITCH_HEADER = `
var stryState_9fa48, stryPassed_9fa48;
function stryStart_9fa48() {
  const { state, passed } = process.getBuiltinModule('node:worker_threads').getEnvironmentData('${ENVIRONMENT_KEY}') ?? {
    state: new Int32Array([${NONE}, 0, 0, 0]),
    passed: new Int32Array(0),
  };
  stryPassed_9fa48 = passed;
  return (stryState_9fa48 = state);
}
function stryMutAct_9fa48(mutant) {
  const state = stryState_9fa48 ?? stryStart_9fa48();
  if (state[0] !== mutant) return false;
  if (++state[1] > state[2]) throw new Error('This mutant was met so often that the test is endless.');
  return true;
}
function stryCov_9fa48() {
  if ((stryState_9fa48 ?? stryStart_9fa48())[3] === 0) return;
  for (let at = 0; at < arguments.length; at++) stryPassed_9fa48[arguments[at]]++;
}
`;
