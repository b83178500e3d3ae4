/**
 * Stands in for the event sources of AWS::Serverless::Function: queues, and routes of an HTTP API (AWS SAM guide, EventSource).
 * Schedules, topics, buckets, streams, REST APIs and authorizers are refused by name; an API is never made of an OpenAPI body.
 */
import { generated, reference } from './generated-resource.ts';
import {
  asMap,
  asText,
  type MapEntry,
  type MapOf,
  mapNode,
  type Node,
  type Place,
  scalar,
  usageError,
} from './nodes.ts';
import type { TemplateResource } from './template-resource.ts';

/** The logical id of the API that SAM makes for events which name none. */
export const implicitApi = 'ServerlessHttpApi';

/** The resources of one event, as SAM names them; those of the implicit API come with each event that uses it. */
export function eventResources(
  owner: TemplateResource,
  name: string,
  { node, place }: MapEntry<Node>,
): TemplateResource[] {
  const event = asMap(node, `event ${name} of ${owner.logicalId}`);
  const type = event.entries.get('Type');
  const typeName = type ? asText(type.node, `Type of event ${name}`) : undefined;
  for (const [field, entry] of event.entries) {
    if (field !== 'Type' && field !== 'Properties') {
      throw usageError(entry.place, `${owner.logicalId}: event ${name} may have Type and Properties, not ${field}`);
    }
  }
  const written = event.entries.get('Properties');
  const properties = written ? asMap(written.node, `Properties of event ${name}`) : mapNode<Node>([], place);
  switch (typeName) {
    case 'SQS':
      return [mappingOf(owner, name, properties, place)];
    case 'HttpApi':
      return routeOf(owner, name, properties, place);
    default:
      throw usageError(
        type?.place ?? place,
        `${owner.logicalId}: event ${name} of type ${typeName ?? '(none)'} is not performed locally; SQS and HttpApi are`,
      );
  }
}

function mappingOf(owner: TemplateResource, name: string, written: MapOf<Node>, place: Place): TemplateResource {
  const entries = new Map<string, MapEntry<Node>>([
    ['FunctionName', { place, node: reference('Ref', owner.logicalId, place) }],
  ]);
  for (const [field, entry] of written.entries) entries.set(field === 'Queue' ? 'EventSourceArn' : field, entry);
  if (!entries.has('EventSourceArn')) throw usageError(place, `${owner.logicalId}: event ${name} needs a Queue`);
  const properties: MapOf<Node> = { kind: 'map', entries, place };
  return generated(owner, `${owner.logicalId}${name}`, 'AWS::Lambda::EventSourceMapping', properties);
}

function routeOf(owner: TemplateResource, name: string, written: MapOf<Node>, place: Place): TemplateResource[] {
  const known = ['ApiId', 'Path', 'Method', 'PayloadFormatVersion', 'TimeoutInMillis'];
  for (const [field, entry] of written.entries) {
    if (!known.includes(field)) {
      throw usageError(
        entry.place,
        `${owner.logicalId}: ${field} of event ${name} is not performed locally; ${known.join(', ')} are`,
      );
    }
  }
  const value = (field: string) => written.entries.get(field)?.node;
  const given = (field: string, otherwise: Node) => [field, value(field) ?? otherwise] as const;
  const id = `${owner.logicalId}${name}`;
  const ApiId = value('ApiId') ?? reference('Ref', implicitApi, place);
  const integration = mapNode<Node>(
    [
      ['ApiId', ApiId],
      ['IntegrationType', scalar('AWS_PROXY', place)],
      ['IntegrationUri', reference('Fn::GetAtt', `${owner.logicalId}.Arn`, place)],
      given('PayloadFormatVersion', scalar('2.0', place)),
      // SAM's own default (AWS SAM guide, HttpApi).
      given('TimeoutInMillis', scalar(5000, place)),
    ],
    place,
  );
  const route = mapNode<Node>(
    [
      ['ApiId', ApiId],
      ['RouteKey', scalar(routeKey(value('Method'), value('Path'), name), place)],
      ['Target', reference('Fn::Sub', `integrations/\${${id}Integration}`, place)],
    ],
    place,
  );
  return [
    ...(value('ApiId') ? [] : implicitResources(owner, place)),
    generated(owner, `${id}Integration`, 'AWS::ApiGatewayV2::Integration', integration),
    generated(owner, `${id}Route`, 'AWS::ApiGatewayV2::Route', route),
  ];
}

/** Without a path SAM routes everything to the function. */
function routeKey(method: Node | undefined, path: Node | undefined, name: string): string {
  if (!path) return '$default';
  const verb = method ? asText(method, `Method of event ${name}`).toUpperCase() : 'ANY';
  return `${verb === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? 'ANY' : verb} ${asText(path, `Path of event ${name}`)}`;
}

function implicitResources(owner: TemplateResource, place: Place): TemplateResource[] {
  // It belongs to all functions, so no one function's condition is its own.
  const everywhere = { ...owner, condition: undefined };
  const api = mapNode<Node>(
    [
      ['Name', reference('Ref', 'AWS::StackName', place)],
      ['ProtocolType', scalar('HTTP', place)],
    ],
    place,
  );
  const stage = mapNode<Node>(
    [
      ['ApiId', reference('Ref', implicitApi, place)],
      ['StageName', scalar('$default', place)],
      ['AutoDeploy', scalar(true, place)],
    ],
    place,
  );
  return [
    generated(everywhere, implicitApi, 'AWS::ApiGatewayV2::Api', api),
    generated(everywhere, `${implicitApi}ApiGatewayDefaultStage`, 'AWS::ApiGatewayV2::Stage', stage),
  ];
}
