import {
  explainFilterMatch,
  FilterPolicyError,
  matchFilterPolicy,
  parseFilterPolicy,
} from '../../../src/domain/filter-policy/index.ts';
import { anythingButCases } from './anything-but-cases.ts';
import { bodyCases } from './body-cases.ts';
import { keyCases } from './key-cases.ts';
import { numericCases } from './numeric-cases.ts';
import { array, type Message, number, type PolicyCase, text } from './policy-case.ts';
import { acceptedPolicies, type Refusal, refusals } from './refusal-cases.ts';
import { stringCases } from './string-cases.ts';

const cases = [...stringCases, ...anythingButCases, ...numericCases, ...keyCases, ...bodyCases].flatMap(rows);

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

  test.each(refusals)('is refused: $rule', ({ policy, scope = 'MessageBody', error }) => {
    const parse = () => parseFilterPolicy(policyText(policy), scope);

    expect(parse).toThrow(FilterPolicyError);
    expect(parse).toThrow(expect.objectContaining({ message: error }));
  });

  test.each(acceptedPolicies)('is taken: $rule', ({ policy, scope = 'MessageBody' }) => {
    expect(parseFilterPolicy(policyText(policy), scope).branches.length).toBeGreaterThan(0);
  });

  test('warns of numbers outside the range that SNS documents', () => {
    expect(parseFilterPolicy('{"a":[{"numeric":["<",-1000000001]}]}', 'MessageBody').warnings).toHaveLength(1);
    expect(parseFilterPolicy('{"a":[{"numeric":["<",1000000000]}]}', 'MessageBody').warnings).toEqual([]);
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
  });

  test('shortens a long list of values', () => {
    const body = JSON.stringify({ a: [1, 2, 3, 4, 5, 6, 7] });

    expect(explain({ a: [8] }, 'MessageBody', { body })).toBe(
      'does not match: a 1, 2, 3, 4, 5 and 2 more satisfies none of [8]',
    );
  });
});

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
