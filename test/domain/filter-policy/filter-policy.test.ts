import {
  explainFilterMatch,
  FilterPolicyError,
  matchFilterPolicy,
  parseFilterPolicy,
} from '../../../src/domain/filter-policy/index.ts';
import { anythingButCases } from './anything-but-cases.ts';
import { bodyCases } from './body-cases.ts';
import { edgeAccepted, edgeCases, edgeRefusals, reservedWords } from './edge-cases.ts';
import { keyCases } from './key-cases.ts';
import { numericCases } from './numeric-cases.ts';
import { array, type Message, number, type PolicyCase, text } from './policy-case.ts';
import { acceptedPolicies, type Refusal, refusals } from './refusal-cases.ts';
import { stringCases } from './string-cases.ts';

const cases = [...stringCases, ...anythingButCases, ...numericCases, ...keyCases, ...bodyCases, ...edgeCases].flatMap(
  rows,
);

describe('a filter policy', () => {
  test('is held to at least 300 cases', () => {
    expect(cases.length + refusals.length + acceptedPolicies.length).toBeGreaterThanOrEqual(300);
  });

  test.each(cases)('$title', ({ policy, message, accepted }) => {
    const scope = 'body' in message && typeof message.body === 'string' ? 'MessageBody' : 'MessageAttributes';
    const compiled = parseFilterPolicy(policy, scope);

    const result = matchFilterPolicy(compiled, asMessage(message));

    expect({ matched: result.matched, why: explainFilterMatch(result) }).toEqual({
      matched: accepted,
      why: expect.stringMatching(accepted ? /^matches: ./ : /^does not match: ./),
    });
  });

  test.each([...refusals, ...edgeRefusals])('is refused: $rule', ({ policy, scope = 'MessageBody', error }) => {
    const parse = () => parseFilterPolicy(policyText(policy), scope);

    expect(parse).toThrow(FilterPolicyError);
    expect(parse).toThrow(expect.objectContaining({ message: error }));
  });

  test.each([...acceptedPolicies, ...edgeAccepted])('is taken: $rule', ({ policy, scope = 'MessageBody' }) => {
    expect(parseFilterPolicy(policyText(policy), scope).branches.length).toBeGreaterThan(0);
  });

  test.each(reservedWords)('takes $or with a field %s for an ordinary key', (word) => {
    expect(() => parseFilterPolicy(policyText({ $or: [{ [word]: ['v'] }, { b: ['v'] }] }), 'MessageBody')).toThrow(
      FilterPolicyError,
    );
  });

  test.each([
    [-1_000_000_001, true],
    [-1_000_000_000, false],
    [1_000_000_000, false],
    [1_000_000_001, true],
  ])('warns once of numbers outside the range that SNS documents: %d', (value, warned) => {
    expect(parseFilterPolicy(policyText({ a: [{ numeric: ['<', value] }, value] }), 'MessageBody').warnings).toEqual(
      warned ? ['a number lies outside -10^9 to 10^9, the range SNS documents for filter policies'] : [],
    );
  });

  test('keeps no cause where there is none', () => {
    const error = thrownBy(() => parseFilterPolicy('{"a":[]}', 'MessageBody'));

    expect(error).not.toHaveProperty('cause');
  });

  test('keeps the cause of a syntax error', () => {
    expect(() => parseFilterPolicy('{"a":', 'MessageBody')).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ name: 'SyntaxError' }) }),
    );
  });
});

describe('what other stand-ins get wrong', () => {
  const matches = (policy: object, scope: string, message: Message) =>
    matchFilterPolicy(parseFilterPolicy(JSON.stringify(policy), scope), asMessage(message)).matched;

  test('a policy on the body does not match every message', () => {
    expect(matches({ a: ['x'] }, 'MessageBody', { body: '{"a":"y"}' })).toBe(false);
    expect(matches({ a: ['x'] }, 'MessageBody', { body: 'plain' })).toBe(false);
  });

  test('an array in the body is looked into', () => {
    expect(matches({ a: { b: ['x'] } }, 'MessageBody', { body: '{"a":[{"b":"y"},{"b":["x"]}]}' })).toBe(true);
  });

  test('exists: false matches a message with other attributes', () => {
    expect(matches({ a: [{ exists: false }] }, 'MessageAttributes', { b: text('x') })).toBe(true);
  });

  test('a String.Array is expanded', () => {
    expect(matches({ a: ['x'] }, 'MessageAttributes', { a: array('y', 'x') })).toBe(true);
  });

  test('a nested $or matches', () => {
    const policy = { $or: [{ a: ['1'] }, { b: ['2'], $or: [{ c: ['3'] }, { d: ['4'] }] }] };

    expect(matches(policy, 'MessageAttributes', { b: text('2'), d: text('4') })).toBe(true);
  });

  test('numeric compares types', () => {
    const policy = { a: [{ numeric: ['>', 1] }] };

    expect(matches(policy, 'MessageAttributes', { a: text('5') })).toBe(false);
    expect(matches(policy, 'MessageAttributes', { a: number(5) })).toBe(true);
    expect(matches(policy, 'MessageBody', { body: '{"a":"5"}' })).toBe(false);
  });

  test('an unknown operator is refused', () => {
    expect(() => parseFilterPolicy('{"a":[{"matches":"x"}]}', 'MessageBody')).toThrow(
      'Unrecognized match type matches',
    );
  });
});

describe('an explanation', () => {
  const explain = (policy: object, scope: string, message: Message) =>
    explainFilterMatch(matchFilterPolicy(parseFilterPolicy(JSON.stringify(policy), scope), asMessage(message)));
  const policy = { amount: [{ numeric: ['>=', 100] }], store: ['a', { prefix: 'b' }] };

  test('names each clause that held and the value it saw', () => {
    expect(explain(policy, 'MessageAttributes', { amount: number('450.00'), store: text('bern') })).toBe(
      'matches: amount 450 satisfies {"numeric":[">=",100]} and store "bern" satisfies {"prefix":"b"}',
    );
  });

  test('names the first clause that failed', () => {
    expect(explain(policy, 'MessageAttributes', { amount: number('99.5'), store: text('c') })).toBe(
      'does not match: amount 99.5 satisfies none of [{"numeric":[">=",100]}]',
    );
  });

  test('names a key that is not there', () => {
    expect(explain(policy, 'MessageBody', { body: '{"amount":100}' })).toBe(
      'does not match: store is absent, the policy asks for ["a",{"prefix":"b"}]',
    );
  });

  test('names a failed clause of every branch', () => {
    expect(explain({ $or: [{ a: ['x'] }, { b: { c: [1] } }] }, 'MessageBody', { body: '{"a":"y"}' })).toBe(
      'does not match: a "y" satisfies none of ["x"]; b.c is absent, the policy asks for [1]',
    );
  });

  test('says that an absent key was asked for', () => {
    expect(explain({ a: [{ exists: false }] }, 'MessageBody', { body: '{}' })).toBe(
      'matches: a is absent, as {"exists":false} asks',
    );
  });

  test('says what kept the values from being looked at', () => {
    expect(explain(policy, 'MessageAttributes', {})).toBe('does not match: the message has no attributes');
    expect(explain(policy, 'MessageBody', { body: 'x' })).toBe('does not match: the body is not a JSON object');
    expect(explain(policy, 'MessageAttributes', { store: array({}) })).toBe(
      'does not match: a String.Array attribute that the policy names is not a JSON array of plain values',
    );
  });

  test('says that an empty policy matches', () => {
    expect(explain({}, 'MessageBody', { body: 'x' })).toBe('matches: the policy is empty');
  });

  test('shows five values whole', () => {
    expect(explain({ a: [8] }, 'MessageBody', { body: '{"a":[1,2,3,4,5]}' })).toBe(
      'does not match: a 1, 2, 3, 4, 5 satisfies none of [8]',
    );
  });

  test('shortens a long list of values', () => {
    const body = JSON.stringify({ a: [1, 2, 3, 4, 5, 6, 7] });

    expect(explain({ a: [8] }, 'MessageBody', { body })).toBe(
      'does not match: a 1, 2, 3, 4, 5 and 2 more satisfies none of [8]',
    );
  });
});

describe('a decision', () => {
  const decide = (policy: object, message: Message) =>
    matchFilterPolicy(parseFilterPolicy(JSON.stringify(policy), 'MessageBody'), asMessage(message)).decisions;

  test.each([
    ['exact', 'x', '"x"'],
    ['prefix', { prefix: 'x' }, '{"prefix":"x"}'],
    ['suffix', { suffix: 'x' }, '{"suffix":"x"}'],
    ['equals-ignore-case', { 'equals-ignore-case': 'X' }, '{"equals-ignore-case":"X"}'],
    ['wildcard', { wildcard: 'x*' }, '{"wildcard":"x*"}'],
    ['anything-but', { 'anything-but': ['y', 'z'] }, '{"anything-but":["y","z"]}'],
    ['exists', { exists: true }, '{"exists":true}'],
  ])('names the operator %s, its text and the value that satisfied it', (operator, member, condition) => {
    expect(decide({ a: ['other', member] }, { body: '{"a":["w","x"]}' })).toEqual([
      {
        path: 'a',
        operator,
        condition,
        seen: [expect.stringMatching(operator === 'exists' || operator === 'anything-but' ? 'w' : 'x')],
      },
    ]);
  });

  test('tells an absence by the operator that asked for it', () => {
    expect(decide({ a: [{ exists: false }] }, { body: '{}' })).toEqual([
      { path: 'a', operator: 'exists', condition: '{"exists":false}', seen: [] },
    ]);
  });

  test('names each operator that failed once', () => {
    expect(decide({ a: ['x', 'y', { prefix: 'z' }, { exists: false }] }, { body: '{"a":[1,"w"]}' })).toEqual([
      {
        path: 'a',
        operator: 'exact, prefix, exists',
        condition: '["x","y",{"prefix":"z"},{"exists":false}]',
        seen: [1, 'w'],
      },
    ]);
  });

  test('writes long numbers with every digit', () => {
    const policy = parseFilterPolicy(
      '{"a":[{"numeric":[">",12345678901234567890]},12345678901234567891]}',
      'MessageBody',
    );

    expect(explainFilterMatch(matchFilterPolicy(policy, { body: '{"a":12345678901234567889}' }))).toBe(
      'does not match: a 12345678901234567889 satisfies none of [{"numeric":[">",12345678901234567890]},12345678901234567891]',
    );
  });

  test('is none for an empty policy', () => {
    expect(matchFilterPolicy(parseFilterPolicy('{}', 'MessageBody'), { body: '' })).toEqual({
      matched: true,
      decisions: [],
    });
  });

  test.each([
    ['a type that is not compared', { DataType: 'Binary', StringValue: 'x' }],
    ['a number that is none', number('x')],
  ])('sees nothing in an attribute of %s', (_, a) => {
    const policy = parseFilterPolicy('{"a":["x"]}', 'MessageAttributes');

    expect(explainFilterMatch(matchFilterPolicy(policy, { body: '', attributes: { a } }))).toBe(
      'does not match: a is absent, the policy asks for ["x"]',
    );
  });
});

describe('a policy that is small to write and large to expand', () => {
  const branches = (depth: number): object =>
    depth === 0 ? { z: ['v'] } : { $or: [0, 1, 2].map((n) => ({ [`k${n}`]: ['v'], ...branches(depth - 1) })) };

  it.each([
    ['lists of alternatives within each other', JSON.stringify(branches(8))],
    ['objects within each other', `${'{"a":'.repeat(40_000)}["v"]${'}'.repeat(40_000)}`],
    ['lists within each other', `{"a":${'['.repeat(80_000)}"v"${']'.repeat(80_000)}}`],
  ])('is refused before it is: %s', (_what, text) => {
    expect(() => parseFilterPolicy(text, 'MessageBody')).toThrow('Filter policy is too complex');
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

function rows({ page, rule, policy, accepts = [], rejects = [] }: PolicyCase) {
  const row = (accepted: boolean) => (message: Message) => ({
    policy: policyText(policy),
    message,
    accepted,
    title: `${page}: ${rule}: ${accepted ? 'accepts' : 'rejects'} ${JSON.stringify(message)}`,
  });
  return [...accepts.map(row(true)), ...rejects.map(row(false))];
}

function policyText(policy: Refusal['policy']): string {
  return typeof policy === 'string' ? policy : JSON.stringify(policy);
}

function asMessage(message: Message) {
  if ('body' in message && typeof message.body === 'string') return { body: message.body };
  return { body: '', attributes: message as Exclude<Message, { readonly body: unknown }> };
}
