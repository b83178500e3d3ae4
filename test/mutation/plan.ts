/** Which tests a mutant is tried with: those that pass its place, nearest first. */
import type { MeasuredFile, Step } from './messages.ts';
import type { Mutant } from './sandbox.ts';

export interface Plan {
  steps: Step[];
  /** More meetings in one test than any test has without the mutant: it is endless. */
  maxMeetings: number;
}

const MIN_LIMIT_MS = 1_500;
const LIMIT_FACTOR = 4;
/** Files that a mutant is tried with, the nearest: what a whole room imports would else be tried with all its tests. */
const MAX_FILES = 8;
/** Of them such as are loaded anew. */
const MAX_FRESH_FILES = 4;
const MEETINGS_FACTOR = 100;
const MIN_MEETINGS = 10_000;

/** Plans every mutant that any test passes. */
export function planMutants(mutants: Mutant[], measured: MeasuredFile[]): Map<number, Plan> {
  const costs = new Map<Step, number>();
  const plans = new Map<number, Plan>();
  for (const file of measured) {
    for (const [id, { step, meetings }] of planFile(file)) {
      const plan = plans.get(id) ?? { steps: [], maxMeetings: MIN_MEETINGS };
      plan.steps.push(step);
      plan.maxMeetings = Math.max(plan.maxMeetings, MEETINGS_FACTOR * meetings);
      plans.set(id, plan);
      costs.set(
        step,
        step.only.reduce((sum, index) => sum + (file.tests[index]?.cpuMs ?? 0), 0),
      );
    }
  }
  for (const { id, file } of mutants) {
    const near = (step: Step): number => sharedFolders(file, step.file);
    const plan = plans.get(id);
    plan?.steps.sort((a, b) => near(b) - near(a) || (costs.get(a) ?? 0) - (costs.get(b) ?? 0));
    let fresh = 0;
    if (plan) {
      plan.steps = plan.steps.filter((step) => !step.fresh || ++fresh <= MAX_FRESH_FILES).slice(0, MAX_FILES);
    }
  }
  return plans;
}

/** One step for each mutant that a file of tests passes, and how often it is passed at most. */
function planFile({ file, cold, loading, hooks, tests }: MeasuredFile): Map<number, { step: Step; meetings: number }> {
  const planned = new Map<number, { step: Step; meetings: number }>();
  const all = [...tests.keys()].filter((index) => tests[index]);
  const limitOf = (chosen: number[]): number =>
    MIN_LIMIT_MS + LIMIT_FACTOR * Math.max(0, ...chosen.map((index) => tests[index]?.ms ?? 0));
  const common = { file, cold, all };
  if (all.length === 0) return planned;

  for (const [place, fresh] of [[loading, true] as const, [hooks, false] as const]) {
    for (const [id, meetings] of place) {
      if (!planned.has(id)) planned.set(id, { step: { ...common, fresh, only: all, limitMs: limitOf(all) }, meetings });
    }
  }
  const passing = new Map<number, { only: number[]; meetings: number }>();
  for (const index of all) {
    for (const [id, meetings] of tests[index]?.passed ?? []) {
      const { only = [], meetings: known = 0 } = passing.get(id) ?? {};
      passing.set(id, { only: [...only, index], meetings: Math.max(known, meetings) });
    }
  }
  for (const [id, { only, meetings }] of passing) {
    const known = planned.get(id);
    if (known) known.meetings = Math.max(known.meetings, meetings);
    else planned.set(id, { step: { ...common, fresh: false, only, limitMs: limitOf(only) }, meetings });
  }
  return planned;
}

/** How many folders below `src` and below `test` two files share, and one more for the same name. */
function sharedFolders(source: string, test: string): number {
  const ours = source.replace(/\.ts$/, '').split('/').slice(1);
  const theirs = test
    .replace(/(\.property)?\.test\.ts$/, '')
    .split('/')
    .slice(1);
  const parting = ours.findIndex((part, index) => part !== theirs[index]);
  return parting < 0 ? ours.length : parting;
}
