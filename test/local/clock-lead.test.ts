import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createClock } from '../../src/local/clock.ts';
import { openClockLead } from '../../src/local/clock-lead.ts';
import { openDatabase } from '../../src/local/database.ts';

describe('the lead of the clock', () => {
  it('is remembered, so that a restart never goes back in local time', () => {
    const folder = mkdtempSync(`${tmpdir()}/forks-lead-`);
    let real = 1_000_000;
    const first = openDatabase(folder);
    const clock = createClock({ speed: 60, realNow: () => real });
    real += 10_000;
    clock.advance(5_000);
    openClockLead(first, () => real).save(clock);
    const before = clock.now();
    first.close();

    const second = openDatabase(folder);
    const lead = openClockLead(second, () => real);
    const restarted = createClock({ advancedMs: lead.milliseconds, realNow: () => real });

    expect(lead.milliseconds).toBe(59 * 10_000 + 5_000);
    expect(restarted.now()).toBe(before);
    second.close();
    rmSync(folder, { recursive: true });
  });
});
