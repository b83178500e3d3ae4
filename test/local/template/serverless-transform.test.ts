import type { Node } from '../../../src/local/template/nodes.ts';
import { readTemplateText } from '../../../src/local/template/template-file.ts';
import { refusal } from '../../support/template-text.ts';

function read(body: string) {
  return readTemplateText(`Transform: AWS::Serverless-2016-10-31\n${body}`, 'test.yaml').resources;
}

function plain(node: Node | undefined): unknown {
  if (node === undefined || node.kind === 'scalar') return node?.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([name, { node: child }]) => [name, plain(child)]));
}

describe('the SAM transform', () => {
  test('makes of an SQS event a mapping called after the function and the event', () => {
    const resources = read(`
Resources:
  StoreFunction:
    Type: AWS::Serverless::Function
    Condition: Wanted
    Properties:
      Handler: a.handler
      Role: arn
      Events:
        Orders:
          Type: SQS
          Properties: {Queue: !GetAtt Q.Arn, BatchSize: 7, Enabled: !Ref On}`);

    expect([...resources.keys()]).toEqual(['StoreFunction', 'StoreFunctionOrders']);
    const mapping = resources.get('StoreFunctionOrders');
    expect(mapping).toMatchObject({ type: 'AWS::Lambda::EventSourceMapping', condition: 'Wanted' });
    expect(plain(mapping?.properties)).toEqual({
      FunctionName: { Ref: 'StoreFunction' },
      EventSourceArn: { 'Fn::GetAtt': ['Q', 'Arn'] },
      BatchSize: 7,
      Enabled: { Ref: 'On' },
    });
    expect(plain(resources.get('StoreFunction')?.properties)).toEqual({ Handler: 'a.handler', Role: 'arn' });
  });

  test('makes of HttpApi events routes of the one implicit API, or of the API they name', () => {
    const resources = read(`
Resources:
  A: {Type: "AWS::Serverless::Function", Properties: {Role: r, Events: {Post: {Type: HttpApi, Properties: {Path: /a, Method: post}}}}}
  B: {Type: "AWS::Serverless::Function", Properties: {Role: r, Events: {Any: {Type: HttpApi}}}}
  C: {Type: "AWS::Serverless::Function", Properties: {Role: r, Events: {Get: {Type: HttpApi, Properties: {Path: /c, Method: any, ApiId: !Ref Own}}}}}`);

    expect([...resources.keys()]).toEqual([
      ...['A', 'ServerlessHttpApi', 'ServerlessHttpApiApiGatewayDefaultStage', 'APostIntegration', 'APostRoute'],
      ...['B', 'BAnyIntegration', 'BAnyRoute'],
      ...['C', 'CGetIntegration', 'CGetRoute'],
    ]);
    const routes = ['APostRoute', 'BAnyRoute', 'CGetRoute'].map((id) => plain(resources.get(id)?.properties));
    expect(routes).toMatchObject([
      { ApiId: { Ref: 'ServerlessHttpApi' }, RouteKey: 'POST /a' },
      { ApiId: { Ref: 'ServerlessHttpApi' }, RouteKey: '$default' },
      { ApiId: { Ref: 'Own' }, RouteKey: 'ANY /c' },
    ]);
  });

  test('gives a function without a role one of its own', () => {
    const resources = read('Resources: {F: {Type: "AWS::Serverless::Function", Properties: {Handler: a.b}}}');

    expect(resources.get('FRole')?.type).toBe('AWS::IAM::Role');
    expect(plain(resources.get('F')?.properties)).toMatchObject({ Role: { 'Fn::GetAtt': 'FRole.Arn' } });
  });

  test('merges Globals: scalars and functions replace, maps merge, lists add the global items first', () => {
    const resources = read(`
Globals:
  Function:
    Timeout: 3
    MemorySize: 128
    Architectures: [arm64]
    Layers: [a]
    Environment: {Variables: {A: 1, B: 2}}
    Tags: {x: 1}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Role: r
      Timeout: 9
      Layers: [b]
      Environment: {Variables: {B: 3, C: 4}}
      Tags: !Ref Tags`);

    expect(plain(resources.get('F')?.properties)).toEqual({
      Role: 'r',
      Timeout: 9,
      MemorySize: 128,
      Architectures: ['arm64'],
      Layers: ['a', 'b'],
      Environment: { Variables: { A: 1, B: 3, C: 4 } },
      Tags: { Ref: 'Tags' },
    });
  });

  test.each([
    [
      'an event of another type',
      'Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events: {E: {Type: Schedule}}',
      'test.yaml:6: F: event E of type Schedule is not performed locally; SQS and HttpApi are',
    ],
    [
      'a queue event without a queue',
      'Resources: {F: {Type: "AWS::Serverless::Function", Properties: {Events: {E: {Type: SQS, Properties: {BatchSize: 1}}}}}}',
      'F: event E needs a Queue',
    ],
    [
      'Globals of another kind',
      'Globals: {Api: {}}\nResources: {Q: {Type: "AWS::SQS::Queue"}}',
      'test.yaml:2: Globals.Api is not performed locally; Globals.Function is',
    ],
    [
      'Globals that SAM does not allow',
      'Globals: {Function: {Role: x}}\nResources: {Q: {Type: "AWS::SQS::Queue"}}',
      'SAM does not allow Role in Globals.Function',
    ],
    ['a macro', 'Resources: {Q: {Type: "AWS::SQS::Queue"}}', ''],
    [
      'an unknown section',
      'Hooks: {}\nResources: {Q: {Type: "AWS::SQS::Queue"}}',
      'section Hooks is not performed locally',
    ],
    [
      'an unknown field of a resource',
      'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    UpdatePolicy: {}',
      'test.yaml:5: Q: UpdatePolicy is not performed locally',
    ],
    ['no resources', 'Description: x', 'the template has no Resources'],
  ])('refuses %s', (title, body, message) => {
    if (title === 'a macro') {
      expect(refusal(() => readTemplateText(`Transform: [AWS::LanguageExtensions]\n${body}`, 'test.yaml'))).toContain(
        'test.yaml:1: transform AWS::LanguageExtensions is not performed locally',
      );
    } else {
      expect(refusal(() => read(body))).toContain(message);
    }
  });

  test('is asked for by a template that uses SAM types without it', () => {
    expect(
      refusal(() => readTemplateText('Resources:\n  F:\n    Type: AWS::Serverless::Function', 'test.yaml')),
    ).toContain('test.yaml:3: AWS::Serverless::Function needs Transform: AWS::Serverless-2016-10-31');
  });
});
