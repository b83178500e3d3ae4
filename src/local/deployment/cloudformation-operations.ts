/**
 * Stands in for the CloudFormation API: what there is to read about stacks and their resources.
 * Creating, changing and deleting stacks over the API is not done yet and refused by name.
 */
import type { LocalDatabase } from '../database.ts';
import type { Operation, Operations } from '../endpoint/service.ts';
import { AwsError } from '../errors.ts';
import { openStackStore, type StackStore, type StoredResource, type StoredStack } from './stack-store.ts';
import { templateSummary } from './template-summary.ts';

/** Operations that are named in the refusal instead of being unknown. */
const notDone = [
  'CancelUpdateStack',
  'CreateChangeSet',
  'CreateStack',
  'DeleteChangeSet',
  'DeleteStack',
  'DescribeChangeSet',
  'DescribeStackEvents',
  'ExecuteChangeSet',
  'ListChangeSets',
  'ListExports',
  'ListImports',
  'UpdateStack',
  'ValidateTemplate',
];

/** The operations of the query protocol's `cloudformation` service, over the stacks in the database. */
export function cloudFormationOperations(context: { database: LocalDatabase }): Operations {
  const store = openStackStore(context.database);
  const refused = notDone.map((name): [string, Operation] => [
    name,
    () => {
      throw new AwsError(
        'UnsupportedOperation',
        `${name} is not done by the local stack; change the template and save it, or restart.`,
      );
    },
  ]);
  return {
    ...Object.fromEntries(refused),
    DescribeStacks({ StackName }) {
      const stacks = StackName === undefined ? store.stacks() : [stackOf(store, StackName)];
      return { Stacks: stacks.map(describeStack) };
    },
    ListStacks({ StackStatusFilter }) {
      const wanted = Array.isArray(StackStatusFilter) && StackStatusFilter.length > 0 ? StackStatusFilter : undefined;
      const stacks = store.stacks().filter((stack) => wanted === undefined || wanted.includes(stack.status));
      return { StackSummaries: stacks.map(summarizeStack) };
    },
    ListStackResources({ StackName }) {
      const resources = store.resources(stackOf(store, StackName).name);
      return { StackResourceSummaries: resources.map(summarizeResource) };
    },
    DescribeStackResources({ StackName, LogicalResourceId, PhysicalResourceId }) {
      const stack = StackName === undefined ? stackHolding(store, PhysicalResourceId) : stackOf(store, StackName);
      const resources = store
        .resources(stack.name)
        .filter(({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId);
      return { StackResources: resources.map((resource) => describeResource(stack, resource, 'Timestamp')) };
    },
    DescribeStackResource({ StackName, LogicalResourceId }) {
      const stack = stackOf(store, StackName);
      const resource = store.resource(stack.name, String(LogicalResourceId));
      if (!resource) {
        throw validationError(`Resource ${String(LogicalResourceId)} does not exist for stack ${stack.name}`);
      }
      const detail = describeResource(stack, resource, 'LastUpdatedTimestamp');
      return { StackResourceDetail: { ...detail, Metadata: JSON.stringify(resource.metadata) } };
    },
    GetTemplate({ StackName }) {
      const { template } = stackOf(store, StackName);
      return { TemplateBody: template, StagesAvailable: ['Original', 'Processed'] };
    },
    GetTemplateSummary({ StackName, TemplateBody }) {
      const body = typeof TemplateBody === 'string' ? TemplateBody : stackOf(store, StackName).template;
      return templateSummary(body);
    },
  };
}

function stackOf(store: StackStore, name: unknown): StoredStack {
  if (typeof name !== 'string' || name === '') {
    throw validationError(
      "1 validation error detected: Value at 'stackName' failed to satisfy constraint: Member must not be null",
    );
  }
  const stack = store.stack(name);
  if (!stack) throw validationError(`Stack with id ${name} does not exist`);
  return stack;
}

function stackHolding(store: StackStore, physicalId: unknown): StoredStack {
  for (const stack of store.stacks()) {
    if (store.resources(stack.name).some(({ ref }) => ref === physicalId)) return stack;
  }
  throw validationError(`Stack for ${String(physicalId)} does not exist`);
}

function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

function describeStack(stack: StoredStack) {
  return {
    ...commonOf(stack),
    Description: stack.description,
    Parameters: stack.parameters.map(({ key, value }) => ({ ParameterKey: key, ParameterValue: value })),
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
    Tags: [],
    NotificationARNs: [],
    RollbackConfiguration: {},
    DisableRollback: false,
    EnableTerminationProtection: false,
  };
}

function summarizeStack(stack: StoredStack) {
  return { ...commonOf(stack), TemplateDescription: stack.description };
}

function commonOf({ name, id, parentId, rootId, status, created, updated }: StoredStack) {
  return {
    StackId: id,
    StackName: name,
    CreationTime: timestamp(created),
    LastUpdatedTime: updated === undefined ? undefined : timestamp(updated),
    StackStatus: status,
    ParentId: parentId,
    // As on AWS only nested stacks name their root.
    RootId: parentId === undefined ? undefined : rootId,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

function summarizeResource({ logicalId, ref, apiType, updated, status }: StoredResource) {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: ref,
    ResourceType: apiType,
    LastUpdatedTimestamp: timestamp(updated),
    ResourceStatus: status,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

function describeResource(stack: StoredStack, resource: StoredResource, time: 'Timestamp' | 'LastUpdatedTimestamp') {
  const { LastUpdatedTimestamp, ...summary } = summarizeResource(resource);
  return { StackName: stack.name, StackId: stack.id, ...summary, [time]: LastUpdatedTimestamp };
}

function timestamp(time: number): string {
  return new Date(time).toISOString();
}
