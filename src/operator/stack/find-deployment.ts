import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { listRootStacks } from '../../aws/describe/root-stacks.ts';
import { AmbiguousError, OperationError, RequestError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import { type Deployment, readDeployment } from './deployment.ts';

/** Reads the stack that is named, or the only root stack there. Throws RequestError with the list when it cannot choose. */
export async function findDeployment({ connection, stackName }: Operator): Promise<Deployment> {
  const client = new CloudFormationClient(connection);
  const name = stackName ?? onlyOne(await listRootStacks(client));
  const deployment = await readDeployment(client, name);
  if (deployment !== undefined) return deployment;
  const names = await listRootStacks(client);
  throw new RequestError(
    `there is no stack ${name}; ${names.length === 0 ? 'none is there' : `there are: ${names.join(', ')}`}`,
  );
}

function onlyOne(names: readonly string[]): string {
  const [name] = names;
  if (name === undefined)
    throw new OperationError('there is no stack: deploy one with sam deploy, or start a local one with npm start');
  if (names.length > 1) throw new AmbiguousError(`there are ${names.length} stacks`, { names, wish: 'stack' });
  return name;
}
