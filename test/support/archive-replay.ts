/** A replay from an archive of a few minutes, on a stack with a replay application. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointFile } from '../../src/operator/replay/archive/checkpoint.ts';
import type { ReplayRequest } from '../../src/operator/replay/archive/plan.ts';
import { type RunWatch, replayArchive } from '../../src/operator/replay/archive/run.ts';
import { archiveLine } from './archive.ts';
import { openReplayStack } from './replay-stack.ts';

/** A time of the window, which has thirty minutes. */
export const at = (minute: number) => `2026-01-10T10:${String(minute).padStart(2, '0')}:00.000Z`;
/** An archived event for each minute. */
export const lines = (...minutes: number[]) =>
  minutes.map((minute) => archiveLine(at(minute), `{"n":${minute}}`)).join('');

export async function openArchiveReplay() {
  const stack = await openReplayStack();
  const checkpointFolder = mkdtempSync(join(tmpdir(), 'forks-replay-'));
  return {
    stack,
    checkpointFolder,
    /** Runs the replay `r` of the window, or resumes it. */
    run: (request: Partial<ReplayRequest> = {}, watch?: RunWatch) => {
      const of = { bucket: 'archive', destination: 'orders', checkpointFolder };
      const window = request.resume === undefined ? { id: 'r', from: Date.parse(at(0)), to: Date.parse(at(30)) } : {};
      return replayArchive(stack.operator, { ...of, ...window, ...request }, watch);
    },
    bodies: (queue = 'orders') => stack.drain(queue).map(({ body }) => body),
    checkpoint: () => checkpointFile(checkpointFolder, 'r').read(),
    async close() {
      await stack.close();
      rmSync(checkpointFolder, { recursive: true, force: true });
    },
  };
}

export type OpenArchiveReplay = Awaited<ReturnType<typeof openArchiveReplay>>;
