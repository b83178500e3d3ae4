import { LambdaClient } from '@aws-sdk/client-lambda';
import { readFunctionSettings, setFunctionVariable } from '../../aws/describe/function-configuration.ts';
import { OperationError, RequestError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import { bugVariable, findBugFunctions } from './bug-function.ts';
import { findDeployment } from './find-deployment.ts';

/** What became of the exercise's bug. */
export interface SwitchedBug {
  readonly function: string;
  readonly bug: 'on' | 'off';
  /** False where it was so already. */
  readonly changed: boolean;
  /** The variable that was set, as UpdateFunctionConfiguration took it. */
  readonly variable: string;
}

/**
 * Switches the exercise's bug in `store-order`, every other variable kept; resolves when Lambda has taken it. Throws OperationError
 * where there is no such function, RequestError where there are several.
 */
export async function switchBug(
  operator: Operator,
  wanted: 'on' | 'off',
  { onChange }: { onChange?: () => void } = {},
): Promise<SwitchedBug> {
  const value = String(wanted === 'on');
  const [found, ...more] = findBugFunctions(await findDeployment(operator));
  if (found === undefined)
    throw new OperationError('the stack nests no checkout application, so there is no bug to switch');
  if (more.length > 0) {
    throw new RequestError('the stack nests several checkout applications: name the stack of the one that is meant');
  }
  const { functionName } = found;
  const lambda = new LambdaClient(operator.connection);
  const { environment } = await readFunctionSettings(lambda, functionName);
  const changed = (environment[bugVariable] ?? 'false') !== value;
  if (changed) {
    onChange?.();
    await setFunctionVariable(lambda, { functionName, name: bugVariable, value, wait: operator.clock.wait });
  }
  return { function: functionName, bug: wanted, changed, variable: `${bugVariable}=${value}` };
}
