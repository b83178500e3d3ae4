import { type CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';

/** The names of all stacks that no other stack nests, in the order AWS lists them. */
export async function listRootStacks(client: CloudFormationClient): Promise<string[]> {
  const names: string[] = [];
  // Stryker disable next-line ArrayDeclaration: what has no name is passed over.
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName, ParentId, StackStatus } of Stacks) {
      if (StackName !== undefined && !ParentId && StackStatus !== 'DELETE_COMPLETE') names.push(StackName);
    }
  }
  return names;
}
