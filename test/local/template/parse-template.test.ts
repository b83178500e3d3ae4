import type { Node } from '../../../src/local/template/nodes.ts';
import { parseTemplate } from '../../../src/local/template/parse-template.ts';
import { refusal } from '../../support/template-text.ts';

function plain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([name, { node: child }]) => [name, plain(child)]));
}

const parse = (text: string) => plain(parseTemplate(text, 'test.yaml'));

describe('the template parser', () => {
  test.each<[string, string, unknown]>([
    ['!Ref', 'A: !Ref B', { A: { Ref: 'B' } }],
    ['!GetAtt with a nested attribute', 'A: !GetAtt B.Outputs.C', { A: { 'Fn::GetAtt': ['B', 'Outputs.C'] } }],
    ['!GetAtt as a list', 'A: !GetAtt [B, Arn]', { A: { 'Fn::GetAtt': ['B', 'Arn'] } }],
    ['!Sub with variables', 'A: !Sub ["${x}", {x: !Ref B}]', { A: { 'Fn::Sub': ['${x}', { x: { Ref: 'B' } }] } }],
    ['!Condition', 'A: !Not [!Condition B]', { A: { 'Fn::Not': [{ Condition: 'B' }] } }],
    [
      'nested short forms',
      'A: !If [B, !Ref C, !Ref "AWS::NoValue"]',
      { A: { 'Fn::If': ['B', { Ref: 'C' }, { Ref: 'AWS::NoValue' }] } },
    ],
    ['a short form over a block', 'A: !Join\n  - ","\n  - [x, y]', { A: { 'Fn::Join': [',', ['x', 'y']] } }],
    ['the booleans of YAML 1.1', 'A: yes\nB: off\nC: y', { A: true, B: false, C: 'y' }],
    ['a date, which stays text', 'Version: 2012-10-17', { Version: '2012-10-17' }],
    ['JSON', '{"A": {"Ref": "B"}, "C": [1, true]}', { A: { Ref: 'B' }, C: [1, true] }],
    [
      'an anchor given twice',
      'A: &a 1\nB: &a 2\nC: *a\nD: &b {x: *a}\nE: *b',
      { A: 1, B: 2, C: 2, D: { x: 2 }, E: { x: 2 } },
    ],
    ['anchors', 'A: &a {x: 1}\nB: *a', { A: { x: 1 }, B: { x: 1 } }],
  ])('reads %s', (_title, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  test('keeps a number as it is written', () => {
    const node = parseTemplate('A: 1.0', 'test.yaml');

    expect(node.kind === 'map' && node.entries.get('A')?.node).toMatchObject({ value: 1, text: '1.0' });
  });

  test.each([
    ['a null', 'A: 1\nB:\n  C:\n', 'UsageError: test.yaml:3: C has no value (null); give it one or remove it'],
    [
      'a tag that is no function',
      'A:\n  B: !Reff C',
      'UsageError: test.yaml:2: !Reff is not an intrinsic function of CloudFormation',
    ],
    [
      'a merge key',
      'A: &a {x: 1}\nB:\n  <<: *a',
      'UsageError: test.yaml:3: merge keys (<<) are not part of CloudFormation; write the keys out',
    ],
    ['a key twice', 'A: 1\nB: 2\nA: 3', 'UsageError: test.yaml:3: not valid YAML: Map keys must be unique'],
    ['an empty file', '', 'UsageError: test.yaml:1: the template is empty'],
    [
      'aliases that multiply',
      [
        'a0: &a0 [1]',
        ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`),
      ].join('\n'),
      'UsageError: test.yaml:1: anchors and aliases (& and *) make more than 100000 values',
    ],
    ['an anchor that holds itself', 'A: &a [*a]', 'test.yaml:1: maps, lists and functions stand'],
    ['deep JSON', `{"A":\n${'{"A":'.repeat(5000)}1${'}'.repeat(5001)}`, 'test.yaml:2: maps, lists and functions stand'],
    ['deep lists', `A:\n  ${'['.repeat(5000)}${']'.repeat(5000)}`, 'test.yaml:2: maps, lists and functions stand'],
    ['deep functions', `A:\n  ${'!Not ['.repeat(5000)}1${']'.repeat(5000)}`, 'test.yaml:2: maps, lists and functions'],
    [
      'a deep block',
      Array.from({ length: 900 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'test.yaml:102: maps, lists and functions stand more than 100 deep in one another',
    ],
    ['an alias without an anchor', 'A: *b', 'UsageError: test.yaml:1: *b names no anchor before it'],
  ])('refuses %s with file and line', (_title, text, message) => {
    expect(refusal(() => parse(text))).toContain(message);
  });
});
