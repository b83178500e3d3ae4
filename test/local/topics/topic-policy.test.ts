import {
  defaultPolicy,
  EFFECTIVE_DELIVERY_POLICY,
  isPolicy,
  policyWith,
  policyWithout,
} from '../../../src/local/topics/topic-policy.ts';

describe('the policy of a topic', () => {
  it('that was given none lets its account do everything', () => {
    expect(JSON.parse(defaultPolicy('arn:of:the:topic', '000000000000'))).toEqual({
      Version: '2008-10-17',
      Id: '__default_policy_ID',
      Statement: [
        {
          Sid: '__default_statement_ID',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: [
            'SNS:GetTopicAttributes',
            'SNS:SetTopicAttributes',
            'SNS:AddPermission',
            'SNS:RemovePermission',
            'SNS:DeleteTopic',
            'SNS:Subscribe',
            'SNS:ListSubscriptionsByTopic',
            'SNS:Publish',
          ],
          Resource: 'arn:of:the:topic',
          Condition: { StringEquals: { 'AWS:SourceOwner': '000000000000' } },
        },
      ],
    });
  });

  it('for retries is AWS’s default, word for word', () => {
    expect(EFFECTIVE_DELIVERY_POLICY).toBe(
      '{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,' +
        '"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"disableSubscriptionOverrides":false,' +
        '"defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}}',
    );
  });

  it.each([
    ['{}', true],
    ['{"Statement":[]}', true],
    ['[]', false],
    ['"x"', false],
    ['null', false],
    ['x', false],
    ['', false],
  ])('is the JSON text of an object: %j is %p', (policy, expected) => {
    expect(isPolicy(policy)).toBe(expected);
  });

  it.each([
    ['{"Version":"v","Statement":[{"Sid":"a"}]}', '{"Version":"v","Statement":[{"Sid":"a"},{"Sid":"b"}]}'],
    ['{"Statement":{"Sid":"a"}}', '{"Statement":[{"Sid":"a"},{"Sid":"b"}]}'],
    ['{}', '{"Statement":[{"Sid":"b"}]}'],
    ['[]', '{"Statement":[{"Sid":"b"}]}'],
  ])('gains a statement: %s', (policy, expected) => {
    expect(policyWith(policy, { Sid: 'b' })).toBe(expected);
  });

  it('loses the statements of one Sid only', () => {
    expect(policyWithout('{"Id":"i","Statement":[{"Sid":"a"},{"Sid":"b"},{"Effect":"Deny"},7]}', 'a')).toBe(
      '{"Id":"i","Statement":[{"Sid":"b"},{"Effect":"Deny"},7]}',
    );
    expect(policyWithout('{"Statement":{"Sid":"a"}}', 'a')).toBe('{"Statement":[]}');
  });
});
