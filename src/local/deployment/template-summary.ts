/**
 * Stands in for CloudFormation's GetTemplateSummary.
 * Capabilities are those that the templates here need, not worked out from the resources.
 */
import { messageOf } from '../../domain/errors.ts';
import { AwsError } from '../errors.ts';
import { asList, asMap, asText, type MapOf, type Node } from '../template/nodes.ts';
import { readTemplateText } from '../template/template-file.ts';

/** Parameters, resource types and description of a template's text. Throws AwsError for one that cannot be read. */
export function templateSummary(body: string): object {
  const template = read(body);
  return {
    Description: template.description,
    Parameters: [...(template.parameters?.entries ?? [])].map(([name, { node }]) => parameter(name, asMap(node, name))),
    ResourceTypes: [...new Set([...template.resources.values()].map(({ type }) => type))],
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
    DeclaredTransforms: /^Transform:/m.test(body) ? ['AWS::Serverless-2016-10-31'] : [],
  };
}

function read(body: string): ReturnType<typeof readTemplateText> {
  try {
    return readTemplateText(body, 'Template');
  } catch (cause) {
    throw new AwsError('ValidationError', `Template format error: ${messageOf(cause)}`, { cause });
  }
}

function parameter(name: string, definition: MapOf<Node>): object {
  const field = (key: string) => {
    const entry = definition.entries.get(key);
    return entry && asText(entry.node, key);
  };
  const allowed = definition.entries.get('AllowedValues');
  return {
    ParameterKey: name,
    DefaultValue: field('Default'),
    ParameterType: field('Type'),
    NoEcho: field('NoEcho') === 'true',
    Description: field('Description'),
    ParameterConstraints: {
      AllowedValues: allowed && asList(allowed.node, 'AllowedValues').items.map((item) => asText(item, 'a value')),
    },
  };
}
