import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../../support/templates.ts';

interface Said {
  readonly won?: boolean;
  readonly reason?: string;
}

/** A process that tries for locks in a folder, as lock-racer.ts does. */
export interface Racer {
  readonly pid: number;
  tell(what: string): Promise<Said>;
  kill(): Promise<void>;
}

/** Starts a racer; whoever starts it kills it. */
export async function startRacer(folder: string): Promise<Racer> {
  const racer: ChildProcess = fork(join(repository, 'test/operator/replay/archive/lock-racer.ts'), [folder], {
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  await once(racer, 'message');
  return {
    pid: racer.pid ?? 0,
    async tell(what) {
      const said = once(racer, 'message');
      racer.send(what);
      return (await said)[0];
    },
    async kill() {
      const gone = once(racer, 'exit');
      racer.kill('SIGKILL');
      await gone;
    },
  };
}

/** All of them try at once: who has the lock, and what the others are told. */
export async function race(racers: readonly Racer[], id: string): Promise<{ winners: Racer[]; reasons: string[] }> {
  const said = await Promise.all(racers.map(async (racer) => ({ racer, ...(await racer.tell(id)) })));
  return {
    winners: said.filter(({ won }) => won).map(({ racer }) => racer),
    reasons: said.flatMap(({ reason }) => reason ?? []),
  };
}

/** What a killed process leaves beside its lock: nothing yet, half a number, its own, or that of a process that lives by now. */
const leftBehind = ['', '4194', '4194305', String(process.pid)];

/**
 * Lets four processes race for lock after lock that a killed process had, and tells how many had each, and what the others
 * were told.
 */
export async function raceForLocks(folder: string, trials: number): Promise<{ winners: number[]; reasons: string[] }> {
  const racers = await Promise.all([1, 2, 3, 4].map(() => startRacer(folder)));
  const winners: number[] = [];
  const reasons: string[] = [];
  try {
    for (let trial = 0; trial < trials; trial += 1) {
      const id = `trial-${trial}`;
      writeFileSync(join(folder, `${id}.lock`), leftBehind[trial % leftBehind.length] ?? '');
      writeFileSync(join(folder, `${id}.mutex`), '');
      const round = await race(racers, id);
      winners.push(round.winners.length);
      reasons.push(...round.reasons);
      for (const winner of round.winners) await winner.tell('free');
    }
  } finally {
    for (const racer of racers) await racer.kill();
  }
  return { winners, reasons };
}
