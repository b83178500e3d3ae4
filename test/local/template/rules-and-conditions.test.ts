import { checkRules } from '../../../src/local/template/rules.ts';
import { evaluate, refusal, scopeOf, withThing } from '../../support/template-text.ts';

const parameters = `
Parameters:
  Authorization: {Type: String, Default: AWS_IAM, AllowedValues: [AWS_IAM, JWT, NONE]}
  Issuer: {Type: String, Default: ''}
  Zones: {Type: CommaDelimitedList, Default: 'a,b'}
`;

describe('a condition', () => {
  const holds = (condition: string, given: Record<string, string> = {}) =>
    evaluate(
      '!If [C, true, false]',
      `${parameters}Conditions:\n  HasIssuer: !Not [!Equals [!Ref Issuer, '']]\n  C: ${condition}`,
      given,
    );

  test.each<[string, Record<string, string>, boolean]>([
    ['!Equals [!Ref Authorization, JWT]', {}, false],
    ['!Equals [!Ref Authorization, JWT]', { Authorization: 'JWT' }, true],
    ['!Equals [true, "true"]', {}, true],
    ['!Equals [1, "1"]', {}, true],
    ['!Equals [!Ref Zones, !Split [",", "a,b"]]', {}, true],
    ['!And [!Condition HasIssuer, !Equals [!Ref Authorization, JWT]]', { Issuer: 'x', Authorization: 'JWT' }, true],
    ['!And [!Condition HasIssuer, !Equals [!Ref Authorization, JWT]]', { Issuer: 'x' }, false],
    ['!Or [!Condition HasIssuer, !Equals [a, b]]', { Issuer: 'x' }, true],
    ['!Or [!Condition HasIssuer, !Equals [a, b]]', {}, false],
    ['{Condition: HasIssuer}', { Issuer: 'x' }, true],
  ])('%s with %j is %s', (condition, given, expected) => {
    expect(holds(condition, given)).toBe(expected);
  });

  test('that leads through a long chain of others is refused with its line', () => {
    const chain = Array.from({ length: 5000 }, (_, i) => `  C${i}: !Not [!Condition C${i + 1}]\n`).join('');

    expect(refusal(() => evaluate('!If [C0, 1, 2]', `Conditions:\n${chain}  C5000: !Equals [a, a]`))).toMatch(
      /^UsageError: test\.yaml:\d+: conditions lead to one another more than 100 deep, up to C100$/,
    );
  });

  test.each([
    ['!And [!Condition HasIssuer]', 'Fn::And needs 2 to 10 conditions, not 1'],
    ['!Equals [a]', 'Fn::Equals needs exactly two values'],
    ['!Not [!Condition HasIssuer, !Condition HasIssuer]', 'Fn::Not needs exactly one condition'],
    ['!Contains [[a], a]', 'Fn::Contains may stand only in the Rules section'],
    ['!Ref Issuer', 'Ref does not give true or false'],
    ['!Not [!Condition C]', 'conditions depend on each other: C → C'],
    ['!Equals [!Ref Other, x]', 'a condition cannot depend on the resource Other'],
  ])('%s is refused', (condition, message) => {
    expect(refusal(() => holds(condition))).toContain(message);
  });
});

describe('a rule', () => {
  const check = (rule: string, given: Record<string, string> = {}) => {
    const template = withThing('Type: Test::Thing', `${parameters}Rules:\n  R:\n${rule}`);
    const { scope, parameters: values } = scopeOf(template, new Map(Object.entries(given)));
    checkRules(template, values, scope);
  };
  const jwt = `    RuleCondition: !Equals [!Ref Authorization, JWT]
    Assertions:
      - Assert: !Not [!Equals [!Ref Issuer, '']]
        AssertDescription: JWT needs JwtIssuer`;

  test('holds when its condition does not', () => {
    expect(() => check(jwt)).not.toThrow();
  });

  test('holds when its assertion does', () => {
    expect(() => check(jwt, { Authorization: 'JWT', Issuer: 'https://issuer' })).not.toThrow();
  });

  test('that does not hold is told in its own words, with the line', () => {
    expect(refusal(() => check(jwt, { Authorization: 'JWT' }))).toBe(
      'UsageError: test.yaml:10: rule R: JWT needs JwtIssuer',
    );
  });

  test.each<[string, boolean]>([
    ['!Contains [[JWT, NONE], !Ref Authorization]', false],
    ['!Contains [[AWS_IAM], !Ref Authorization]', true],
    ['!EachMemberIn [!Ref Zones, [a, b, c]]', true],
    ['!EachMemberIn [!Ref Zones, [a]]', false],
    ['!EachMemberEquals [!Ref Zones, a]', false],
    ['!EachMemberEquals [[a, a], a]', true],
    ['!EachMemberIn ["Fn::RefAll": String, [AWS_IAM, ""]]', true],
    ['!Or [!Equals [a, b], !And [!Equals [c, c], !Not [!Equals [d, e]]]]', true],
  ])('%s asserts %s', (assertion, expected) => {
    const act = () => check(`    Assertions:\n      - Assert: ${assertion}`);

    if (expected) expect(act).not.toThrow();
    else expect(refusal(act)).toContain('rule R: its assertion does not hold');
  });
});
