import { switchBug } from '../../operator/stack/switch-bug.ts';
import { UsageError } from '../line/errors.ts';
import type { Session } from '../line/session.ts';

/** `forks bug on|off`: switches the exercise's bug in `store-order`, every other variable kept. */
export async function bug(session: Session, wanted: string): Promise<void> {
  if (wanted !== 'on' && wanted !== 'off') throw new UsageError(`'${wanted}' is neither on nor off: forks bug on|off`);
  const onChange = () => session.terminal.progress(`switching the bug ${wanted} …`);
  const { variable, ...switched } = await switchBug(session, wanted, { onChange });
  session.report(switched, [
    switched.changed ? `The bug is ${wanted}: ${variable} on ${switched.function}` : `The bug is ${wanted} already`,
  ]);
}
