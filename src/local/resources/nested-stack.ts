/**
 * Stands in for AWS::Serverless::Application and AWS::CloudFormation::Stack with a template on this machine.
 * Applications of the Serverless Application Repository and templates in S3 are not performed.
 */
import { acceptedNames, defineResource, type ResourceProvider } from './provider.ts';
import { anything, mapOf, performed, required, text } from './shapes.ts';

const common = {
  Parameters: performed(mapOf(anything)),
  ...acceptedNames(['NotificationARNs', 'Tags', 'TimeoutInMinutes']),
};

/** The property that names the template of a nested stack, by type. */
export const templateProperty: Readonly<Record<string, string>> = {
  'AWS::Serverless::Application': 'Location',
  'AWS::CloudFormation::Stack': 'TemplateURL',
};

/** A nested application; the deployment makes its stack. */
export const serverlessApplication: ResourceProvider = defineResource({
  type: 'AWS::Serverless::Application',
  apiType: 'AWS::CloudFormation::Stack',
  usesFolder: true,
  table: { Location: required(text), ...common },
  ...madeByDeployment(),
});

/** A nested stack; the deployment makes it. */
export const nestedStack: ResourceProvider = defineResource({
  type: 'AWS::CloudFormation::Stack',
  usesFolder: true,
  table: { TemplateURL: required(text), ...common },
  ...madeByDeployment(),
});

function madeByDeployment() {
  const unexpected = (): never => {
    throw new TypeError('a nested stack is made by the deployment, not by its provider');
  };
  return {
    create: unexpected,
    update: unexpected,
    delete: unexpected,
    describe: (stackId: string) => ({ ref: stackId }),
  };
}
