import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Checkpoint, checkpointFile } from '../../../../src/operator/replay/archive/checkpoint.ts';
import { planReplay, type ReplayRequest } from '../../../../src/operator/replay/archive/plan.ts';

const from = Date.UTC(2026, 10, 20);
const to = Date.UTC(2026, 10, 21);

describe('the plan of a replay', () => {
  let checkpointFolder: string;
  beforeEach(() => {
    checkpointFolder = mkdtempSync(join(tmpdir(), 'forks-plan-'));
  });
  afterEach(() => rmSync(checkpointFolder, { recursive: true, force: true }));
  const plan = (request: Partial<ReplayRequest>, dryRun = false) =>
    planReplay({ checkpointFolder, ...request }, { dryRun });
  const keep = (changes: Partial<Checkpoint> = {}) => {
    const checkpoint: Checkpoint = {
      version: 1,
      id: 'r',
      state: 'running',
      bucket: 'archive',
      prefix: 'events/',
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      lateMs: 5,
      policy: '{"a":{"b":["c"]}}',
      scope: 'MessageBody',
      destination: 'orders',
      limit: 9,
      position: { key: 'k', line: 3 },
      matched: 8,
      sent: 7,
      unsent: 1,
      ...changes,
    };
    checkpointFile(checkpointFolder, 'r').write(checkpoint);
    return checkpoint;
  };
  const refused = (message: string) => expect.objectContaining({ name: 'RequestError', message });

  it('is what was asked, with a name of its own where none was given', () => {
    const first = plan({ from, to });

    expect(first).toMatchObject({ checkpoint: undefined, from, to, scope: 'MessageAttributes' });
    expect(first).toMatchObject({ includeMasked: false, skipPossiblyMasked: false });
    expect(first).toMatchObject({ lateMs: undefined, policy: undefined, filter: undefined, limit: undefined });
    expect(first.destination).toBeUndefined();
    expect(first.id).toMatch(/^archive-[0-9a-f]{12}$/);
    expect(first.file.path).toBe(join(checkpointFolder, `${first.id}.json`));
    expect(plan({ from, to }).id).not.toBe(first.id);
    const policy = '{"a":{"b":["c"]}}';
    expect(
      plan({ id: 'r', from, to, lateMs: 1, filterPolicy: policy, scope: 'MessageBody', destination: 'q', limit: 2 }),
    ).toMatchObject({
      id: 'r',
      lateMs: 1,
      policy,
      filter: { scope: 'MessageBody' },
      scope: 'MessageBody',
      destination: 'q',
      limit: 2,
    });
  });

  it.each(['a', '0', 'A.b_c:d-9', 'a'.repeat(80), 'original2', 'buffer', 'xbuffer:1'])('may be called %s', (id) => {
    expect(plan({ id, from, to }).id).toBe(id);
  });

  it.each(['', '-a', ':a', 'a b', 'a/b', 'a ', 'é', 'a'.repeat(81)])('may not be called %j', (id) => {
    expect(() => plan({ id, from, to })).toThrow(
      refused(`'${id}' is no name for a replay: give up to 80 letters, digits, dots, hyphens or colons`),
    );
  });

  it.each(['original', 'buffer:', 'buffer:1'])('is not called %s, as other deliveries are', (id) => {
    const message = `'${id}' names deliveries that are no archive replay: choose another id`;

    expect(() => plan({ id, from, to })).toThrow(refused(message));
    expect(() => plan({ resume: id })).toThrow(refused(message));
  });

  it.each<[Partial<ReplayRequest>, string]>([
    [{}, 'say which events: from T to T, or resume ID for a replay that was interrupted'],
    [{ from }, 'say which events: from T to T, or resume ID for a replay that was interrupted'],
    [{ to }, 'say which events: from T to T, or resume ID for a replay that was interrupted'],
    [{ from, to: from }, 'from 2026-11-20T00:00:00.000Z is not before to 2026-11-20T00:00:00.000Z'],
    [{ from: to, to: from }, 'from 2026-11-21T00:00:00.000Z is not before to 2026-11-20T00:00:00.000Z'],
    [{ resume: 'r', id: 's' }, 'resume r goes on under its own name: leave out id s'],
  ])('is refused for %j', (request, message) => {
    expect(() => plan(request)).toThrow(refused(message));
  });

  it('is refused for a policy that SNS would refuse, with its reason', () => {
    expect(() => plan({ from, to, filterPolicy: '{"a":[]}' })).toThrow(
      refused('FilterPolicy: Empty arrays are not allowed'),
    );
    expect(() => plan({ from, to: from + 1, filterPolicy: '{}', scope: 'All' })).toThrow(
      refused('FilterPolicyScope: Invalid value [All]. Please use either MessageBody or MessageAttributes'),
    );
  });

  it('is not begun anew while the one of its name is interrupted, unless nothing is sent', () => {
    keep();

    expect(() => plan({ id: 'r', from, to })).toThrow(
      refused('the replay r was interrupted: go on with resume r, or choose another id'),
    );
    expect(plan({ id: 'r', from, to }, true)).toMatchObject({ id: 'r', checkpoint: undefined });
  });

  it.each(['done', 'limit'] as const)('may be begun anew under the name of one that is %s', (state) => {
    keep({ state });

    expect(plan({ id: 'r', from, to })).toMatchObject({ id: 'r', checkpoint: undefined });
  });

  describe('that is resumed', () => {
    it('is the one that was begun', () => {
      const checkpoint = keep();
      const expected = {
        id: 'r',
        checkpoint,
        from,
        to,
        lateMs: 5,
        policy: checkpoint.policy,
        filter: { scope: 'MessageBody' },
        scope: 'MessageBody',
        destination: 'orders',
        limit: 9,
      };

      expect(plan({ resume: 'r' })).toMatchObject(expected);
      expect(plan({ resume: 'r', id: 'r' })).toMatchObject(expected);
      expect(
        plan({
          resume: 'r',
          from,
          to,
          lateMs: 5,
          bucket: 'archive',
          prefix: 'events/',
          scope: 'MessageBody',
          filterPolicy: '{"a":{"b":["c"]}}',
        }),
      ).toMatchObject(expected);
      expect(plan({ resume: 'r', destination: 'other', limit: 10 })).toMatchObject({ destination: 'other', limit: 10 });
    });

    it('has no filter and no limit where it was begun without', () => {
      keep({ policy: null, limit: null });

      const resumed = plan({ resume: 'r' });

      expect([resumed.policy, resumed.filter, resumed.limit]).toEqual([undefined, undefined, undefined]);
      expect(() => plan({ resume: 'r', filterPolicy: '{"a":["b"]}' })).toThrow(
        refused('filterPolicy of the replay r is not set: leave it out to resume'),
      );
    });

    it('keeps what was wished of masked values, and a checkpoint of before wished nothing', () => {
      keep();
      expect(plan({ resume: 'r' })).toMatchObject({ includeMasked: false, skipPossiblyMasked: false });

      keep({ includeMasked: true, skipPossiblyMasked: true });
      const kept = { includeMasked: true, skipPossiblyMasked: true };
      expect(plan({ resume: 'r' })).toMatchObject(kept);
      expect(plan({ resume: 'r', ...kept })).toMatchObject(kept);
    });

    it.each<[Partial<ReplayRequest>, string]>([
      [{ includeMasked: true }, 'includeMasked of the replay r is not set: leave it out to resume'],
      [{ skipPossiblyMasked: true }, 'skipPossiblyMasked of the replay r is not set: leave it out to resume'],
      [{ from: from + 1 }, 'from of the replay r is 2026-11-20T00:00:00.000Z: leave it out to resume'],
      [{ to: to + 1 }, 'to of the replay r is 2026-11-21T00:00:00.000Z: leave it out to resume'],
      [{ lateMs: 6 }, 'late of the replay r is 5 ms: leave it out to resume'],
      [{ bucket: 'b' }, 'bucket of the replay r is archive: leave it out to resume'],
      [{ prefix: 'p' }, 'prefix of the replay r is events/: leave it out to resume'],
      [{ scope: 'MessageAttributes' }, 'scope of the replay r is MessageBody: leave it out to resume'],
      [{ filterPolicy: '{}' }, 'filterPolicy of the replay r is {"a":{"b":["c"]}}: leave it out to resume'],
      [{ limit: 8 }, 'the replay r has reached its limit of 8 events: give a higher limit to go on'],
      [{ limit: 7 }, 'the replay r has reached its limit of 7 events: give a higher limit to go on'],
    ])('refuses %j', (request, message) => {
      keep();

      expect(() => plan({ resume: 'r', ...request })).toThrow(refused(message));
    });

    it('refuses one that has reached its limit until it is given a higher one', () => {
      keep({ state: 'limit', matched: 9 });

      expect(() => plan({ resume: 'r' })).toThrow(
        refused('the replay r has reached its limit of 9 events: give a higher limit to go on'),
      );
      expect(plan({ resume: 'r', limit: 10 }).limit).toBe(10);
    });

    it('refuses one that is done, and one that never was', () => {
      const { path } = checkpointFile(checkpointFolder, 'none');
      keep({ state: 'done' });

      expect(() => plan({ resume: 'r' })).toThrow(refused('the replay r is done: nothing is left of it to resume'));
      expect(() => plan({ resume: 'none' })).toThrow(
        refused(`there is no replay none to resume: ${path} does not exist`),
      );
    });
  });
});
