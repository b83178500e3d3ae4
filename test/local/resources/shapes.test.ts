import {
  accepted,
  document,
  flag,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  performed,
  readTable,
  required,
  text,
  whole,
} from '../../../src/local/resources/shapes.ts';
import { usageError, type Value } from '../../../src/local/template/nodes.ts';
import { resolve } from '../../../src/local/template/resolve.ts';
import { refusal, scopeOf, withThing } from '../../support/template-text.ts';

const table = {
  Name: required(text, 'replaces'),
  Size: performed(whole),
  Enabled: performed(flag),
  Policy: performed(document),
  Mode: performed(oneOf('Fast', 'Slow')),
  Rules: performed(listOf(objectOf({ Id: required(text), Note: accepted() }))),
  Variables: performed(mapOf(text)),
  Tags: accepted(),
};

/** Reads properties written in YAML flow style; `known: false` leaves resources unknown. */
function read(properties: string, known = true) {
  const template = withThing(`Type: Test::Thing\nProperties: ${properties}`);
  const node = template.resources.get('Thing')?.properties;
  if (!node) throw new Error('no properties');
  const value: Value = resolve(node, scopeOf(template, new Map(), known).scope);
  if (value.kind !== 'map') throw usageError(value.place, 'not a map');
  const ignored: string[] = [];
  const reader = { subject: 'Thing (Test::Thing)', path: '', ignored: (path: string) => ignored.push(path) };
  return { values: readTable(table, value, reader), ignored };
}

describe('the properties of a resource', () => {
  test('are read as what they are, also where a parameter has made them text', () => {
    const { values } = read('{Name: 5, Size: "60", Enabled: "false", Mode: Slow, Variables: {A: 1, B: true}}');

    expect(values).toEqual({
      ...{ Name: '5', Size: 60, Enabled: false, Mode: 'Slow' },
      Variables: { A: '1', B: 'true' },
    });
  });

  test.each([
    ['an object', '{maxReceiveCount: 3, nested: {a: [1, "2"]}}'],
    ['its text', `'{"maxReceiveCount": 3, "nested": {"a": [1, "2"]}}'`],
  ])('take a policy as %s, and encode it never', (_title, policy) => {
    const { values } = read(`{Name: n, Policy: ${policy}}`);

    expect(values.Policy).toEqual({ maxReceiveCount: 3, nested: { a: [1, '2'] } });
  });

  test('tell what is accepted without effect, wherever it stands', () => {
    const { ignored } = read('{Name: n, Tags: [{Key: a}], Rules: [{Id: a, Note: x}, {Id: b}]}');

    expect(ignored).toEqual(['Tags', 'Rules.Note']);
  });

  test.each([
    [
      'one that is not in the table',
      '{Name: n, Colour: red}',
      'Thing (Test::Thing): property Colour is not performed locally',
    ],
    [
      'one that is not in an inner table',
      '{Name: n, Rules: [{Id: a, Colour: red}]}',
      'property Rules.Colour is not performed locally',
    ],
    [
      'one called like a member of every object',
      '{Name: n, constructor: red}',
      'property constructor is not performed locally',
    ],
    ['a required one that is missing', '{Size: 1}', 'property Name is missing'],
    ['a required one that a condition takes away', '{Name: !Ref "AWS::NoValue"}', 'property Name is missing'],
    ['an inner required one that is missing', '{Name: n, Rules: [{}]}', 'property Rules.Id is missing'],
    ['a fraction', '{Name: n, Size: 1.5}', 'Size is "1.5"; it must be a whole number'],
    ['a list where a text is wanted', '{Name: [n]}', 'Name is a list; it must be a text'],
    ['a switch that is neither', '{Name: n, Enabled: maybe}', 'Enabled is "maybe"; it must be true or false'],
    ['another value than those performed', '{Name: n, Mode: Odd}', 'Mode is "Odd"; it must be Fast or Slow locally'],
    ['a policy that is no JSON', '{Name: n, Policy: "{"}', 'Policy is not valid JSON: "{"'],
    ['a policy that is no object', '{Name: n, Policy: "[1]"}', 'it must be a JSON object'],
  ])('are refused for %s, with the line', (_title, properties, message) => {
    expect(refusal(() => read(properties))).toMatch(/^UsageError: test\.yaml:\d+: Thing \(Test::Thing\): /);
    expect(refusal(() => read(properties))).toContain(message);
  });

  test('that are not known yet count as given, and are left out', () => {
    const { values } = read(
      '{Name: !Ref Other, Variables: {A: !GetAtt Other.Arn, B: b}, Policy: {a: !Ref Other}}',
      false,
    );

    expect(values).toEqual({ Name: undefined, Variables: { B: 'b' }, Policy: undefined });
  });
});
