import { RequestError } from '../errors.ts';
import { type Deployment, resourcesOf } from './deployment.ts';

/**
 * The physical name of a function: given that name, its logical id, or the handler's name (`store-order`), each also with
 * the path of the nested stack before it (`StorageBackup/forward-to-firehose`). Throws RequestError for none or several.
 */
export function findFunction(deployment: Deployment, wanted: string): string {
  const functions = resourcesOf(deployment, 'AWS::Lambda::Function').map(({ physicalId, logicalId, stack }) => {
    const path = stack.path.map((step) => `${step}/`).join('');
    const names = [logicalId, kebabCase(logicalId.replace(/Function$/, ''))];
    return {
      physicalId,
      shown: `${path}${names[1]}`,
      names: [physicalId, ...names, ...names.map((name) => path + name)],
    };
  });
  const found = functions.filter(({ names }) => names.includes(wanted));
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only.physicalId;
  const list = (only === undefined ? functions : found).map(({ shown }) => shown).join(', ');
  throw new RequestError(
    only === undefined
      ? `there is no function ${wanted}; there are: ${list}`
      : `${wanted} is not unique, choose one of: ${list}`,
  );
}

function kebabCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
