import type { Json } from '../../../src/local/template/plain.ts';
import { evaluate, refusal } from '../../support/template-text.ts';

/** The value of a parameter called P. */
function value(definition: string, given?: string): Json | undefined {
  return evaluate('!Ref P', `Parameters:\n  P: ${definition}`, given === undefined ? {} : { P: given });
}

describe('a parameter', () => {
  test.each<[string, string, string | undefined, Json]>([
    ['takes its default', '{Type: String, Default: a}', undefined, 'a'],
    ['takes a value over its default', '{Type: String, Default: a}', 'b', 'b'],
    ['may be empty', '{Type: String}', '', ''],
    ['keeps a number as given', '{Type: Number}', '007', '007'],
    ['splits a list and trims its members', '{Type: CommaDelimitedList}', 'a, b ,c', ['a', 'b', 'c']],
    ['takes a list of numbers', '{Type: "List<Number>"}', '1,2', ['1', '2']],
    ['matches its whole pattern', '{Type: String, AllowedPattern: "a|bc"}', 'bc', 'bc'],
    [
      'matches a pattern that looks ahead',
      '{Type: String, AllowedPattern: "(?=.*[0-9])[a-z0-9]{1,2000}"}',
      'abc1',
      'abc1',
    ],
    ['may be one of the allowed values, written as numbers', '{Type: Number, AllowedValues: [60, 900]}', '900', '900'],
    ['may lie on its bounds', '{Type: Number, MinValue: 1, MaxValue: 3}', '3', '3'],
  ])('%s', (_title, definition, given, expected) => {
    expect(value(definition, given)).toEqual(expected);
  });

  test.each([
    [
      'without a value',
      '{Type: String}',
      undefined,
      'parameter P has no default, and no value is given; give it as P=…',
    ],
    ['not a number', '{Type: Number}', 'many', 'parameter P is "many"; it must be a number'],
    [
      'of two lines',
      '{Type: String, AllowedPattern: "[a-z]+"}',
      'a\nb',
      'parameter P is "a\\nb"; it must be like [a-z]+',
    ],
    [
      'judged by a pattern that is none',
      '{Type: String, AllowedPattern: "[a"}',
      'a',
      'AllowedPattern of parameter P cannot be read: [a',
    ],
    ['empty where a number is wanted', '{Type: Number}', '', 'parameter P is ""; it must be a number'],
    ['too small', '{Type: Number, MinValue: 60}', '59', 'parameter P is "59"; it must be at least 60'],
    ['too large', '{Type: Number, MaxValue: 60}', '61', 'it must be at most 60'],
    ['too short', '{Type: String, MinLength: 2}', 'a', 'it must be at least 2 characters long'],
    ['too long', '{Type: String, MaxLength: 2}', 'abc', 'it must be at most 2 characters long'],
    ['not allowed', '{Type: String, AllowedValues: [a, ""]}', 'b', 'it must be one of a, "" (empty)'],
    [
      'like its pattern in part only',
      '{Type: String, AllowedPattern: "[a-z]+", ConstraintDescription: lower case}',
      'a1',
      'it must be like [a-z]+ (lower case)',
    ],
    [
      'a list with a member that is not allowed',
      '{Type: CommaDelimitedList, AllowedValues: [a]}',
      'a,b',
      'it must be one of a',
    ],
    [
      'of a type of EC2',
      '{Type: "AWS::EC2::VPC::Id"}',
      'x',
      'parameter P is of type AWS::EC2::VPC::Id; String, Number',
    ],
  ])('is refused when it is %s', (_title, definition, given, message) => {
    expect(refusal(() => value(definition, given))).toContain(message);
    expect(refusal(() => value(definition, given))).toMatch(/^UsageError: test\.yaml:2: /);
  });

  test('does not show its value in an error when it is NoEcho', () => {
    const message = refusal(() => value('{Type: String, NoEcho: true, MinLength: 9}', 'secret'));

    expect(message).toContain('parameter P is ****; it must be at least 9');
    expect(message).not.toContain('secret');
  });

  test('that the template does not have is refused with those that it has', () => {
    const rest = 'Parameters: {B: {Type: String, Default: x}, A: {Type: String, Default: x}}';

    expect(refusal(() => evaluate('!Ref A', rest, { Nope: '1' }))).toBe(
      'UsageError: test.yaml has no parameter Nope; it has A, B',
    );
  });
});
