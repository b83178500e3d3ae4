import { FilterPolicyError } from '../../../src/domain/filter-policy/index.ts';
import { changeSubscription } from '../../../src/local/topics/subscription-attributes.ts';

const refusal = (change: () => unknown) => {
  try {
    change();
  } catch (error) {
    return error;
  }
  throw new Error('it was taken');
};

describe('the attributes of a subscription', () => {
  it.each([
    ['DeliveryPolicy', '{}'],
    ['FilterPolicy', '{"a":["b"]}'],
    ['FilterPolicyScope', 'MessageBody'],
    ['FilterPolicyScope', 'MessageAttributes'],
    ['RawMessageDelivery', 'true'],
    ['RawMessageDelivery', 'false'],
    ['RedrivePolicy', '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead"}'],
    ['SubscriptionRoleArn', 'arn:aws:iam::000000000000:role/r'],
  ])('take %s %s, and lose it again by an empty text', (name, value) => {
    const others = { DeliveryPolicy: 'before', RawMessageDelivery: 'true' };

    expect(changeSubscription(others, { [name]: value }, '')).toEqual({ ...others, [name]: value });
    if (name !== 'RawMessageDelivery') {
      expect(changeSubscription({ [name]: value }, { [name]: '' }, '')).toEqual({});
    }
  });

  it('keep what they were changed from as it is', () => {
    const current = { FilterPolicy: '{"a":["b"]}' };

    changeSubscription(current, { FilterPolicy: '' }, '');

    expect(current).toEqual({ FilterPolicy: '{"a":["b"]}' });
  });

  it('write the flag of raw delivery small', () => {
    expect(changeSubscription({}, { RawMessageDelivery: 'TRUE', DeliveryPolicy: 'Not SMALL' }, '')).toEqual({
      RawMessageDelivery: 'true',
      DeliveryPolicy: 'Not SMALL',
    });
  });

  it.each([
    ['RawMessageDelivery', 'xtrue', 'RawMessageDelivery: Invalid value [xtrue]. Must be true or false.'],
    ['RawMessageDelivery', 'falsex', 'RawMessageDelivery: Invalid value [falsex]. Must be true or false.'],
    ['RawMessageDelivery', '', 'RawMessageDelivery: Invalid value []. Must be true or false.'],
    ['RedrivePolicy', 'x', 'RedrivePolicy: failed to parse JSON.'],
    ['RedrivePolicy', '[]', 'RedrivePolicy: deadLetterTargetArn is an invalid arn'],
    ['RedrivePolicy', '{}', 'RedrivePolicy: deadLetterTargetArn is an invalid arn'],
    ['RedrivePolicy', '{"deadLetterTargetArn":7}', 'RedrivePolicy: deadLetterTargetArn is an invalid arn'],
    ['RedrivePolicy', '{"deadLetterTargetArn":"dead"}', 'RedrivePolicy: deadLetterTargetArn is an invalid arn'],
    [
      'RedrivePolicy',
      '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead.fifo"}',
      'RedrivePolicy: must use a standard queue as DLQ for a subscription to a standard topic',
    ],
    [
      'FilterPolicyScope',
      'Message',
      'FilterPolicyScope: Invalid value [Message]. Please use either MessageBody or MessageAttributes',
    ],
    ['FilterPolicy', '{"a":[]}', 'FilterPolicy: Empty arrays are not allowed'],
    [
      'FilterPolicy',
      '{"a":{"b":["c"]}}',
      'Filter policy scope MessageAttributes does not support nested filter policy',
    ],
  ])('refuse %s %j with the reason that the operation puts before it', (name, value, text) => {
    for (const reason of ['', 'Attributes Reason: ']) {
      expect(refusal(() => changeSubscription({}, { [name]: value }, reason))).toMatchObject({
        code: 'InvalidParameter',
        message: `Invalid parameter: ${reason}${text}`,
      });
    }
  });

  it('keep the cause of a refused filter policy', () => {
    expect(refusal(() => changeSubscription({}, { FilterPolicy: '{"a":[]}' }, ''))).toMatchObject({
      cause: expect.any(FilterPolicyError),
    });
  });

  it('take a nested policy together with its scope', () => {
    const both = { FilterPolicy: '{"a":{"b":["c"]}}', FilterPolicyScope: 'MessageBody' };

    expect(changeSubscription({}, both, '')).toEqual(both);
  });

  it.each([
    ['Colour', 'Invalid parameter: AttributeName'],
    ['', 'Invalid parameter: AttributeName'],
    ['ReplayPolicy', 'Invalid parameter: The local stack does not run the replay of FIFO topics: ReplayPolicy.'],
  ])('refuse the name %j, whatever the operation', (name, message) => {
    expect(refusal(() => changeSubscription({}, { [name]: 'x' }, 'Attributes Reason: '))).toMatchObject({
      code: 'InvalidParameter',
      message,
    });
  });
});
