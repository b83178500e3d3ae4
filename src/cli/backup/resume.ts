import * as v from 'valibot';
import type { ResumeProgress } from '../../operator/backup/resume.ts';
import { text } from '../line/args.ts';
import { command } from '../line/command.ts';
import { counted } from '../line/counted.ts';
import { backupState } from './backup-state.ts';

/** `forks backup resume`. Exit code 1, and nothing is changed, when the bucket takes no object. */
export const resume = command({
  name: 'resume',
  description: 'try a write to the bucket, then let events go to the stream again',
  args: { stream: text('name', 'the delivery stream of the backup, where a stack has several') },
  result: v.strictObject({
    ...backupState,
    tried: v.strictObject({ bucket: v.string(), key: v.string(), deleted: v.boolean() }),
  }),
  async run(session, { stream }) {
    const { resumeBackup } = await import('../../operator/backup/resume.ts');
    const { terminal } = session;
    const onProgress = (progress: ResumeProgress) =>
      terminal.progress(progress === 'trying' ? 'trying to write to the bucket …' : 'switching the backup on …');
    const resumed = await resumeBackup(session, { stream, onProgress });
    const { bucket, key, deleted } = resumed.tried;
    session.report(resumed, [
      `The backup runs: ${bucket} takes objects, and the stream gets the queue's ${counted(resumed.held, 'event')}`,
      ...(deleted ? [] : [`The object s3://${bucket}/${key} could not be deleted again; it is empty, and no event`]),
      'Should deliveries still fail, the alarm pauses it again where PauseOnDeliveryFailure is true',
    ]);
  },
});
