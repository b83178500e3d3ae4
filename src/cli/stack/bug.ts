import { LambdaClient } from '@aws-sdk/client-lambda';
import { readFunctionSettings, setFunctionVariable } from '../../aws/describe/function-configuration.ts';
import { OperationError } from '../../operator/errors.ts';
import { bugVariable, findBugFunctions } from '../../operator/stack/bug-function.ts';
import { findDeployment } from '../../operator/stack/find-deployment.ts';
import { UsageError } from '../line/errors.ts';
import type { Session } from '../line/session.ts';

/** `forks bug on|off`: switches the exercise's bug in `store-order`, every other variable kept. */
export async function bug(session: Session, wanted: string): Promise<void> {
  if (wanted !== 'on' && wanted !== 'off') throw new UsageError(`'${wanted}' is neither on nor off: forks bug on|off`);
  const value = String(wanted === 'on');
  const [found, ...more] = findBugFunctions(await findDeployment(session));
  if (found === undefined)
    throw new OperationError('the stack nests no checkout application, so there is no bug to switch');
  if (more.length > 0) throw new UsageError('the stack nests several checkout applications: name one with --stack');
  const { functionName } = found;
  const lambda = new LambdaClient(session.connection);
  const { environment } = await readFunctionSettings(lambda, functionName);
  const changed = (environment[bugVariable] ?? 'false') !== value;
  if (changed) {
    session.terminal.progress(`switching the bug ${wanted} …`);
    await setFunctionVariable(lambda, { functionName, name: bugVariable, value, wait: session.clock.wait });
  }
  session.report({ function: functionName, bug: wanted, changed }, [
    changed ? `The bug is ${wanted}: ${bugVariable}=${value} on ${functionName}` : `The bug is ${wanted} already`,
  ]);
}
