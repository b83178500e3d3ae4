import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { messageOf } from '../../domain/errors.ts';

/** A stack with everything that it nests, as CloudFormation describes it. */
export interface Deployment {
  /** The root first, then each nested stack, depth first. */
  readonly stacks: readonly DeployedStack[];
}

export interface DeployedStack {
  readonly name: string;
  /** Its ARN, which no other stack ever has. */
  readonly id: string;
  /** The logical ids that lead from the root to this stack; empty for the root. */
  readonly path: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly resources: readonly DeployedResource[];
}

export interface DeployedResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/** A resource with the stack it belongs to and its name in it: `Replay/ReplayQueue`, or `CheckoutTopic` in the root. */
export interface LocatedResource extends DeployedResource {
  readonly name: string;
  readonly stack: DeployedStack;
}

const nestedStack = 'AWS::CloudFormation::Stack';

/** Reads a stack and all that it nests; undefined when there is no stack of that name. */
export async function readDeployment(client: CloudFormationClient, name: string): Promise<Deployment | undefined> {
  const root = await describeStack(client, name).catch((error: unknown) => {
    // CloudFormation has no code of its own for it: a ValidationError that says so.
    if (/does not exist/.test(messageOf(error))) return undefined;
    throw error;
  });
  return root === undefined ? undefined : { stacks: await readNested(client, root, []) };
}

/** Every resource of a type, in the root and in what it nests. */
export function resourcesOf({ stacks }: Deployment, type: string): LocatedResource[] {
  return stacks.flatMap((stack) =>
    stack.resources
      .filter((resource) => resource.type === type)
      .map((resource) => ({ ...resource, stack, name: [...stack.path, resource.logicalId].join('/') })),
  );
}

/** The physical id of a stack's resource by its type, and by its logical id where one is said; of several, the first. */
export function resourceIn({ resources }: DeployedStack, type: string, logicalId?: string): string | undefined {
  return resources.find((each) => each.type === type && (logicalId === undefined || each.logicalId === logicalId))
    ?.physicalId;
}

/** The value of an output, from the stack nearest the root that has it. */
export function outputOf({ stacks }: Deployment, name: string): string | undefined {
  return stacks.find(({ outputs }) => outputs[name] !== undefined)?.outputs[name];
}

/** Every value of an output in the deployment, each once: a stack may nest an application several times. */
export function outputsOf({ stacks }: Deployment, name: string): string[] {
  return [...new Set(stacks.flatMap(({ outputs }) => outputs[name] ?? []))];
}

type Description = Pick<DeployedStack, 'name' | 'id' | 'outputs' | 'parameters'>;

async function readNested(
  client: CloudFormationClient,
  description: Description,
  path: readonly string[],
): Promise<DeployedStack[]> {
  const resources = await listResources(client, description.name);
  const nested = await Promise.all(
    resources
      .filter(({ type, physicalId }) => type === nestedStack && physicalId !== '')
      .map(async ({ logicalId, physicalId }) =>
        readNested(client, await describeStack(client, physicalId), [...path, logicalId]),
      ),
  );
  return [{ ...description, path, resources }, ...nested.flat()];
}

async function describeStack(client: CloudFormationClient, nameOrId: string): Promise<Description> {
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: nameOrId }));
  if (stack?.StackName === undefined) throw new Error(`CloudFormation described no stack for ${nameOrId}.`);
  const { StackName: name, StackId: id = '', Outputs = [], Parameters = [] } = stack;
  return {
    name,
    id,
    outputs: Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])),
    parameters: Object.fromEntries(
      Parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
    ),
  };
}

async function listResources(client: CloudFormationClient, StackName: string): Promise<DeployedResource[]> {
  const resources: DeployedResource[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
    for (const { LogicalResourceId, PhysicalResourceId, ResourceType } of StackResourceSummaries) {
      resources.push({
        logicalId: LogicalResourceId ?? '',
        physicalId: PhysicalResourceId ?? '',
        type: ResourceType ?? '',
      });
    }
  }
  return resources;
}
