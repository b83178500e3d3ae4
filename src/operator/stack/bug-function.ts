import { type Deployment, resourcesOf } from './deployment.ts';

/** The function that carries the exercise's bug, and whether the template has it switched on. */
export interface BugFunction {
  readonly functionName: string;
  readonly deployedOn: boolean;
}

/** The variable that switches the bug; `true` is on. */
export const bugVariable = 'BUG_ENABLED';

/** The functions with the bug: `StoreOrderFunction` wherever the checkout application is nested. */
export function findBugFunctions(deployment: Deployment): BugFunction[] {
  return resourcesOf(deployment, 'AWS::Lambda::Function')
    .filter(
      ({ stack, physicalId }) =>
        stack.path.length > 0 ||
        'BugEnabled' in stack.parameters ||
        physicalId === stack.outputs['StoreOrderFunctionName'],
    )
    .filter(
      ({ logicalId, stack, physicalId }) =>
        logicalId === 'StoreOrderFunction' || physicalId === stack.outputs['StoreOrderFunctionName'],
    )
    .map(({ physicalId, stack }) => ({
      functionName: physicalId,
      deployedOn: stack.parameters['BugEnabled'] === 'true',
    }));
}
