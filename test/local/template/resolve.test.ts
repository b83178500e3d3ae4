import fc from 'fast-check';
import type { Json } from '../../../src/local/template/plain.ts';
import { resolve } from '../../../src/local/template/resolve.ts';
import { evaluate, refusal, scopeOf, withThing } from '../../support/template-text.ts';

const rest = `
Parameters:
  Name: {Type: String, Default: orders}
  Size: {Type: Number, Default: 1.50}
  Many: {Type: CommaDelimitedList, Default: 'a, b,c'}
  Empty: {Type: String, Default: ''}
Mappings:
  Sizes:
    us-east-1: {small: 1, names: [x, y]}
Conditions:
  Always: !Equals [a, a]
  Never: !Not [!Condition Always]
`;

describe('the intrinsic functions', () => {
  test.each<[string, string, Json]>([
    ['Ref of a parameter', '!Ref Name', 'orders'],
    ['Ref of a number, as it is written', '!Ref Size', '1.50'],
    ['Ref of a list', '!Ref Many', ['a', 'b', 'c']],
    ['Ref of a resource', '!Ref Other', 'ref-Other'],
    ['GetAtt', '!GetAtt Other.Arn', 'Other.Arn'],
    ['GetAtt in long form', 'Fn::GetAtt: [Other, Outputs.Url]', 'Other.Outputs.Url'],
    ['Sub', '!Sub "${Name}-${Other}-${Other.Arn}-${AWS::Region}"', 'orders-ref-Other-Other.Arn-us-east-1'],
    ['Sub with variables of its own, which win', '!Sub ["${Name}/${x}", {Name: mine, x: !Ref Size}]', 'mine/1.50'],
    ['Sub of a literal', '!Sub "${!Name} ${Name}"', '${Name} orders'],
    ['Join', '!Join ["-", [a, !Ref Name, 1]]', 'a-orders-1'],
    ['Join of a list parameter', '!Join ["+", !Ref Many]', 'a+b+c'],
    ['Split', '!Split [":", "a:b:"]', ['a', 'b', '']],
    ['Select', '!Select [1, !Split [":", "a:b"]]', 'b'],
    ['Select with its index as text', '!Select ["0", !Ref Many]', 'a'],
    ['Base64', '!Base64 é', 'w6k='],
    ['FindInMap', '!FindInMap [Sizes, !Ref AWS::Region, small]', 1],
    ['FindInMap of a list', '!FindInMap [Sizes, us-east-1, names]', ['x', 'y']],
    ['If', '!If [Never, a, !If [Always, !Ref Name, b]]', 'orders'],
    ['If without a value in a map', '{A: !If [Never, 1, !Ref "AWS::NoValue"], B: 2}', { B: 2 }],
    ['If without a value in a list', '[1, !If [Never, 2, !Ref "AWS::NoValue"], 3]', [1, 3]],
    ['AWS::AccountId', '!Ref AWS::AccountId', '000000000000'],
    ['AWS::Partition and AWS::URLSuffix', '!Sub "${AWS::Partition} ${AWS::URLSuffix}"', 'aws amazonaws.com'],
    ['AWS::StackName', '!Ref AWS::StackName', 'shop'],
    [
      'a Condition key of a policy, which is none',
      '{Condition: {Bool: {x: "false"}}}',
      { Condition: { Bool: { x: 'false' } } },
    ],
  ])('%s', (_title, yaml, expected) => {
    expect(evaluate(yaml, rest)).toEqual(expected);
  });

  test.each([
    ['an unknown name', '!Ref Nothing', 'test.yaml:21: Nothing is neither a parameter nor a resource of this template'],
    ['an unknown name in a Sub', '!Sub "${Nothing}"', 'Nothing is neither a parameter nor a resource'],
    ['an unknown condition', '!If [Maybe, 1, 2]', 'test.yaml:21: the template has no condition Maybe'],
    [
      'an unknown key of a map',
      '!FindInMap [Sizes, mars, small]',
      'Fn::FindInMap finds no Sizes → mars → small in Mappings',
    ],
    ['a list in a Sub', '!Sub "${Many}"', '${Many} in Fn::Sub is a list, not a text'],
    ['a Select beyond the end', '!Select [3, !Ref Many]', 'Fn::Select wants item 3 of a list of 3'],
    ['a made-up pseudo parameter', '!Ref AWS::Planet', 'AWS::Planet is not a pseudo parameter of CloudFormation'],
    ['ImportValue', '!ImportValue x', 'Fn::ImportValue is not performed locally'],
    ['Transform', '{"Fn::Transform": {Name: AWS::Include}}', 'Fn::Transform is not performed locally'],
    ['ToJsonString', '!ToJsonString {a: 1}', 'Fn::ToJsonString is not performed locally'],
    ['Length', '!Length [1]', 'Fn::Length is not performed locally'],
    ['ForEach', '{"Fn::ForEach::Loop": [a, [1], {}]}', 'Fn::ForEach::Loop is not performed locally'],
    ['a function beside other keys', '{"Fn::Sub": a, B: 1}', 'Fn::Sub must stand alone in its map'],
  ])('refuse %s with the place', (_title, yaml, message) => {
    expect(refusal(() => evaluate(yaml, rest))).toContain(message);
    expect(refusal(() => evaluate(yaml, rest))).toMatch(/^UsageError: test\.yaml:\d+: /);
  });

  test('leave out what a condition leaves out, and refuse a reference to it', () => {
    const template = withThing('Type: Test::Thing\nCondition: Never\nProperties: {}', rest);
    const { scope } = scopeOf(template);

    expect(refusal(() => scope.reference('Thing', { file: 'test.yaml', line: 7 }))).toBe(
      'UsageError: test.yaml:7: Thing does not exist here, because its condition Never is false',
    );
  });

  test('leave unknown what depends on a resource that is not made yet, and keep both branches', () => {
    const template = withThing(
      'Type: Test::Thing\nProperties: {A: !Sub "x${Other}", B: !If [Maybe, 1, 2], C: known}',
      'Parameters: {Later: {Type: String}}\nConditions: {Maybe: !Equals [!Ref Later, x]}',
    );
    const place = { file: 'parent.yaml', line: 3 };
    const { scope } = scopeOf(template, new Map([['Later', { kind: 'unknown', choices: [], place }]]), false);
    const properties = template.resources.get('Thing')?.properties;

    const value = properties && resolve(properties, scope);

    const entries = value?.kind === 'map' ? value.entries : undefined;
    expect(entries?.get('A')?.node.kind).toBe('unknown');
    expect(entries?.get('B')?.node).toMatchObject({ kind: 'unknown', choices: [{ value: 1 }, { value: 2 }] });
    expect(entries?.get('C')?.node).toMatchObject({ value: 'known' });
  });

  test('split what they joined', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{0,5}$/), { minLength: 1 }), (parts) => {
        const yaml = `!Split ["|", !Join ["|", ${JSON.stringify(parts)}]]`;

        expect(evaluate(yaml)).toEqual(parts);
      }),
      { numRuns: 50 },
    );
  });
});
