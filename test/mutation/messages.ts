/** What the command and its runners say to each other. */
export interface Step {
  file: string;
  /** The mutant is met while the file is loaded, so it is loaded anew with the mutant on. */
  fresh: boolean;
  /** The file passes only when it is loaded anew. */
  cold: boolean;
  /** The tests that meet the mutant. */
  only: number[];
  /** All tests of the file that pass without a mutant, for when some of them pass only after others. */
  all: number[];
  limitMs: number;
}

export interface Killer {
  file: string;
  test: string;
  message: string;
}

export type Asked =
  | { kind: 'measure'; file: string }
  | { kind: 'try'; mutant: number; maxMeetings: number; steps: Step[]; whole: boolean };

export interface MeasuredTest {
  /** How long it takes, and how much of a core. */
  ms: number;
  cpuMs: number;
  /** `[mutant, how often it was passed]` */
  passed: [number, number][];
}

export interface MeasuredFile {
  file: string;
  /** Tests that are left out, and why: they fail without any mutant, or take too long to be run for each. */
  leftOut: string[];
  /** The file passes only when it is loaded anew. */
  cold: boolean;
  loading: [number, number][];
  /** Passed by hooks of a describe block, hence by any of its tests. */
  hooks: [number, number][];
  /** By index; null, which a message can hold, where a test is left out. */
  tests: (MeasuredTest | null)[];
}

/** `endless` is a time-out that the number of meetings told, not the clock: its runner is as good as before. */
export type Outcome = 'killed' | 'survived' | 'timed out' | 'endless' | 'unsure';

export interface Tried {
  outcome: Outcome;
  killer?: Killer;
  /** This runner has grown, and wants to be replaced. */
  worn: boolean;
}
