import {
  changeAttributes,
  defaultAttributes,
  SETTABLE_ATTRIBUTES,
} from '../../../src/local/queues/queue-attributes.ts';

describe('the attributes of a queue', () => {
  const change = (changes: Record<string, string>, { fifo = false, current = {} as Record<string, string> } = {}) =>
    changeAttributes(current, changes, fifo);
  const refused = (name: string, reason = '') =>
    expect.objectContaining({
      code: 'InvalidAttributeValue',
      message: `Invalid value for the parameter ${name}.${reason}`,
      status: 400,
      queryCode: undefined,
    });
  const unknown = (name: string) =>
    expect.objectContaining({ code: 'InvalidAttributeName', message: `Unknown Attribute ${name}.` });

  it('begin with AWS’s defaults', () => {
    const standard = {
      DelaySeconds: '0',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      VisibilityTimeout: '30',
      SqsManagedSseEnabled: 'true',
    };

    expect(defaultAttributes(false)).toEqual(standard);
    expect(defaultAttributes(true)).toEqual({
      ...standard,
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
    });
  });

  it('can be set under these names and no other', () => {
    expect([...SETTABLE_ATTRIBUTES].sort()).toEqual([
      'ContentBasedDeduplication',
      'DeduplicationScope',
      'DelaySeconds',
      'FifoQueue',
      'FifoThroughputLimit',
      'KmsDataKeyReusePeriodSeconds',
      'KmsMasterKeyId',
      'MaximumMessageSize',
      'MessageRetentionPeriod',
      'Policy',
      'ReceiveMessageWaitTimeSeconds',
      'RedriveAllowPolicy',
      'RedrivePolicy',
      'SqsManagedSseEnabled',
      'VisibilityTimeout',
    ]);
    expect(() => change({ visibilityTimeout: '1' })).toThrow(unknown('visibilityTimeout'));
    expect(() => change({ QueueArn: 'x' }, { fifo: true })).toThrow(unknown('QueueArn'));
  });

  it.each([
    ['DelaySeconds', 0, 900],
    ['MaximumMessageSize', 1024, 1_048_576],
    ['MessageRetentionPeriod', 60, 1_209_600],
    ['ReceiveMessageWaitTimeSeconds', 0, 20],
    ['VisibilityTimeout', 0, 43_200],
    ['KmsDataKeyReusePeriodSeconds', 60, 86_400],
  ])('take %s from %d to %d', (name, least, most) => {
    expect(change({ [name]: String(least) })).toEqual({ [name]: String(least) });
    expect(change({ [name]: String(most) })).toEqual({ [name]: String(most) });
    expect(() => change({ [name]: String(least - 1) })).toThrow(refused(name));
    expect(() => change({ [name]: String(most + 1) })).toThrow(refused(name));
  });

  it.each(['', ' 60', '60 ', '60s', 'x60', '60.0', '6e1'])('take no number written as %j', (value) => {
    expect(() => change({ VisibilityTimeout: value })).toThrow(refused('VisibilityTimeout'));
  });

  it.each([
    ['SqsManagedSseEnabled', ['true', 'false'], ''],
    ['ContentBasedDeduplication', ['true', 'false'], ''],
    ['DeduplicationScope', ['queue', 'messageGroup'], ''],
    ['FifoThroughputLimit', ['perQueue'], ''],
    ['FifoQueue', ['true'], ' Reason: Modifying queue type is not supported.'],
  ])('take %s of %j', (name, values, reason) => {
    for (const value of values) expect(change({ [name]: value }, { fifo: true })).toEqual({ [name]: value });
    expect(() => change({ [name]: 'other' }, { fifo: true })).toThrow(refused(name, reason));
    expect(() => change({ [name]: '' }, { fifo: true })).toThrow(refused(name, reason));
  });

  it.each(['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'])(
    'know %s on FIFO queues only',
    (name) => {
      expect(() => change({ [name]: 'true' })).toThrow(unknown(name));
    },
  );

  it('take a throughput limit for each group only with deduplication by group', () => {
    const limit = { FifoThroughputLimit: 'perMessageGroupId' };
    const byGroup = { DeduplicationScope: 'messageGroup' };

    expect(change(limit, { fifo: true, current: byGroup })).toEqual({ ...limit, ...byGroup });
    expect(change({ ...limit, ...byGroup }, { fifo: true })).toEqual({ ...limit, ...byGroup });
    const needed = refused('FifoThroughputLimit', ' Reason: It needs DeduplicationScope to be messageGroup.');
    expect(() => change(limit, { fifo: true })).toThrow(needed);
    expect(() => change({ DeduplicationScope: 'queue' }, { fifo: true, current: { ...limit, ...byGroup } })).toThrow(
      needed,
    );
  });

  it.each(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId'])('lose %s by an empty text', (name) => {
    expect(change({ [name]: '' }, { current: { [name]: '{}', DelaySeconds: '1' } })).toEqual({ DelaySeconds: '1' });
  });

  it('take a policy that is a JSON object, and keep its text', () => {
    expect(change({ Policy: '{ "Statement": [] }' })).toEqual({ Policy: '{ "Statement": [] }' });
    for (const Policy of ['{', '[]', '"x"', 'null']) expect(() => change({ Policy })).toThrow(refused('Policy'));
  });

  it('are encrypted in one way at a time', () => {
    const key = { KmsMasterKeyId: 'alias/mine' };
    const both = () => change({ ...key, SqsManagedSseEnabled: 'true' });

    expect(change(key, { current: { SqsManagedSseEnabled: 'true' } })).toEqual({
      ...key,
      SqsManagedSseEnabled: 'false',
    });
    expect(change({ ...key, SqsManagedSseEnabled: 'false' })).toEqual({ ...key, SqsManagedSseEnabled: 'false' });
    expect(change({ SqsManagedSseEnabled: 'true' }, { current: key })).toEqual({ SqsManagedSseEnabled: 'true' });
    expect(change({ SqsManagedSseEnabled: 'false' }, { current: key })).toEqual({
      ...key,
      SqsManagedSseEnabled: 'false',
    });
    expect(change({ KmsMasterKeyId: '', SqsManagedSseEnabled: 'true' }, { current: key })).toEqual({
      SqsManagedSseEnabled: 'true',
    });
    expect(both).toThrow(
      expect.objectContaining({
        code: 'InvalidAttributeName',
        message:
          'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
      }),
    );
  });

  it('are not changed in place', () => {
    const current = { DelaySeconds: '1' };

    expect(change({ DelaySeconds: '2' }, { current })).toEqual({ DelaySeconds: '2' });
    expect(current).toEqual({ DelaySeconds: '1' });
  });
});
