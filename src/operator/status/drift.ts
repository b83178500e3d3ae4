import type { LambdaClient } from '@aws-sdk/client-lambda';
import { isOff, type MappingState } from '../../aws/describe/event-source-mapping.ts';
import { readFunctionSettings } from '../../aws/describe/function-configuration.ts';
import { findBackupApplications } from '../backup/application.ts';
import { findReplayApplications } from '../replay/application.ts';
import { bugVariable, findBugFunctions } from '../stack/bug-function.ts';
import type { Deployment } from '../stack/deployment.ts';
import type { Fix } from '../stack/fix.ts';

/** Something that is not as the template deployed it. */
export interface Drift {
  readonly what: string;
  readonly is: string;
  readonly expected: string;
  readonly fix: Fix;
}

/** What an operator's hand has changed since the deployment: the bug, the replay, mappings switched off. */
export async function readDrift(
  deployment: Deployment,
  { lambda, mappings }: { lambda: LambdaClient; mappings: ReadonlyArray<MappingState & { readonly name: string }> },
): Promise<Drift[]> {
  const replays = findReplayApplications(deployment);
  const bugs = await Promise.all(
    findBugFunctions(deployment).map(async ({ functionName, deployedOn }) => {
      const { environment } = await readFunctionSettings(lambda, functionName);
      return difference(`bug in ${functionName}`, environment[bugVariable] === 'true', deployedOn, (to) => ({
        kind: 'bug',
        to,
      }));
    }),
  );
  const backups = new Set(findBackupApplications(deployment).map(({ mappingId }) => mappingId));
  const switched = mappings.map((mapping) => {
    const { id, name } = mapping;
    const replay = replays.find(({ mappingId }) => mappingId === id);
    const what = replay === undefined ? `mapping ${name}` : 'replay';
    return difference(what, !isOff(mapping), replay?.deployedOn ?? true, (to) => {
      if (replay !== undefined) return { kind: 'replay', to };
      return backups.has(id) ? { kind: 'backup' } : { kind: 'mapping', id };
    });
  });
  return [...bugs, ...switched].flat();
}

function difference(what: string, is: boolean, expected: boolean, fix: (to: 'on' | 'off') => Fix): Drift[] {
  const word = (on: boolean) => (on ? 'on' : 'off');
  return is === expected ? [] : [{ what, is: word(is), expected: word(expected), fix: fix(word(expected)) }];
}
