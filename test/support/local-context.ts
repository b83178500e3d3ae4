import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type Clock, createManualClock } from '../../src/local/clock.ts';
import type { FaultGate, LocalContext } from '../../src/local/context.ts';
import { openDatabase } from '../../src/local/database.ts';
import { noFaults } from './no-faults.ts';

/** An engine's context on a manual clock, in a temporary folder that `dispose` removes unless it was given. */
export interface TestContext extends LocalContext {
  readonly warnings: string[];
  /** Moves the clock and lets what became due begin. */
  advance(ms: number): Promise<void>;
  dispose(): void;
}

export function createTestContext(
  options: { folder?: string; clock?: Clock; faults?: FaultGate; region?: string } = {},
): TestContext {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'forks-test-'));
  const clock = options.clock ?? createManualClock();
  const database = openDatabase(folder);
  const warnings: string[] = [];
  return {
    clock,
    database,
    folder,
    accountId: '000000000000',
    region: options.region ?? 'us-east-1',
    faults: options.faults ?? noFaults,
    endpointUrl: () => 'http://127.0.0.1:4566',
    warn: (line) => warnings.push(line),
    warnings,
    async advance(ms) {
      clock.advance(ms);
      await turn();
      await turn();
    },
    dispose() {
      clock.stop();
      database.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
