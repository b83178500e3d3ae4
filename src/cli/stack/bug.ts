import * as v from 'valibot';
import { positional } from '../line/args.ts';
import { command } from '../line/command.ts';
import { UsageError } from '../line/errors.ts';

/** `forks bug on|off`: switches the exercise's bug in `store-order`, every other variable kept. */
export const bug = command({
  name: 'bug',
  description: "switch the exercise's bug in store-order",
  args: { wanted: positional('on|off', 'whether orders are stored corrupted') },
  result: v.strictObject({ function: v.string(), bug: v.picklist(['on', 'off']), changed: v.boolean() }),
  async run(session, { wanted }) {
    if (wanted !== 'on' && wanted !== 'off')
      throw new UsageError(`'${wanted}' is neither on nor off: forks bug on|off`);
    const { switchBug } = await import('../../operator/stack/switch-bug.ts');
    const onChange = () => session.terminal.progress(`switching the bug ${wanted} …`);
    const { variable, ...switched } = await switchBug(session, wanted, { onChange });
    session.report(switched, [
      switched.changed ? `The bug is ${wanted}: ${variable} on ${switched.function}` : `The bug is ${wanted} already`,
    ]);
  },
});
