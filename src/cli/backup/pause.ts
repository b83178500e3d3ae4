import * as v from 'valibot';
import { text } from '../line/args.ts';
import { command } from '../line/command.ts';
import { backupState, waitingText } from './backup-state.ts';

/** `forks backup pause`. */
export const pause = command({
  name: 'pause',
  description: "put nothing more to the archive's stream: events wait in the queue",
  args: { stream: text('name', 'the delivery stream of the backup, where a stack has several') },
  result: v.strictObject(backupState),
  async run(session, { stream }) {
    const { pauseBackup } = await import('../../operator/backup/pause.ts');
    const onSwitching = () => session.terminal.progress('switching the backup off …');
    const paused = await pauseBackup(session, { stream, onSwitching });
    session.report(paused, [
      `The backup is paused: ${waitingText(paused)}`,
      'What its stream holds already, it tries to deliver for 24 hours; forks backup resume goes on',
    ]);
  },
});
