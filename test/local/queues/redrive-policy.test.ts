import { allowsRedriveFrom, parseRedrivePolicy } from '../../../src/local/queues/redrive-policy.ts';

const DEAD = 'arn:aws:sqs:us-east-1:000000000000:dead';
const SOURCE = 'arn:aws:sqs:us-east-1:000000000000:orders';

describe('a redrive policy', () => {
  const refused = (json: string, reason: string) =>
    expect.objectContaining({
      code: 'InvalidParameterValueException',
      queryCode: 'InvalidParameterValue',
      message: `Value ${json} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
    });
  const policy = (deadLetterTargetArn: unknown, maxReceiveCount: unknown) =>
    JSON.stringify({ deadLetterTargetArn, maxReceiveCount });

  it.each([
    [DEAD, 1, 1],
    [`${DEAD}.fifo`, 1000, 1000],
    [DEAD, '3', 3],
    ['arn:aws-us-gov:sqs:us-gov-west-1:123456789012:A_b-9', 5, 5],
    [`arn:aws:sqs:us-east-1:000000000000:${'a'.repeat(80)}`, 5, 5],
  ])('names its target and a count: %s, %j', (targetArn, count, maxReceiveCount) => {
    expect(parseRedrivePolicy(policy(targetArn, count))).toEqual({ targetArn, maxReceiveCount });
  });

  it.each(['x', '[]', '"text"', 'null'])('is a JSON map, not %s', (json) => {
    expect(() => parseRedrivePolicy(json)).toThrow(refused(json, 'Redrive policy is not a valid JSON map.'));
  });

  it.each([
    [policy(undefined, 1), 'deadLetterTargetArn'],
    [policy(DEAD, undefined), 'maxReceiveCount'],
    ['{}', 'deadLetterTargetArn'],
  ])('has both of its attributes: %s', (json, missing) => {
    const reason = `Redrive policy does not contain mandatory attribute: ${missing}.`;

    expect(() => parseRedrivePolicy(json)).toThrow(refused(json, reason));
  });

  it.each([
    7,
    '',
    'dead',
    'arn:aws:sns:us-east-1:000000000000:dead',
    `x${DEAD}`,
    `${DEAD}.fifo.fifo`,
    `${DEAD}/x`,
    'arn:aws:sqs:us-east-1:0000000000000:dead',
    'arn:aws:sqs:us-east-1:00000000000:dead',
    'arn:aws:sqs::000000000000:dead',
    'arn:aws:sqs:us-east-1:000000000000:',
    `arn:aws:sqs:us-east-1:000000000000:${'a'.repeat(81)}`,
    'arn:AWS:sqs:us-east-1:000000000000:dead',
    'arn:aws:sqs:US:000000000000:dead',
  ])('names a queue by its ARN, not %j', (target) => {
    const json = policy(target, 1);

    expect(() => parseRedrivePolicy(json)).toThrow(refused(json, 'Invalid value for deadLetterTargetArn.'));
  });

  it.each([0, 1001, 1.5, 'many', -1])('counts from 1 to 1000, not %j', (count) => {
    const json = policy(DEAD, count);
    const reason = `Invalid value for maxReceiveCount: ${count}, valid values are from 1 to 1000 both inclusive.`;

    expect(() => parseRedrivePolicy(json)).toThrow(refused(json, reason));
  });
});

describe('a redrive allow policy', () => {
  const byQueue = (sourceQueueArns: unknown) => JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns });
  const others = (count: number) => Array.from({ length: count }, (_, i) => `${SOURCE}${i}`);

  it.each([
    [undefined, true],
    ['{"redrivePermission":"allowAll"}', true],
    ['{"redrivePermission":"denyAll"}', false],
    [byQueue([SOURCE]), true],
    [byQueue([...others(9), SOURCE]), true],
    [byQueue(others(1)), false],
    [byQueue(others(10)), false],
  ])('%s lets a source in: %p', (allowPolicy, allowed) => {
    expect(allowsRedriveFrom(allowPolicy, SOURCE)).toBe(allowed);
  });

  it.each([
    ['[]', 'Redrive allow policy is not a valid JSON map.'],
    ['x', 'Redrive allow policy is not a valid JSON map.'],
    ['{}', 'redrivePermission must be allowAll, denyAll or byQueue.'],
    ['{"redrivePermission":"some"}', 'redrivePermission must be allowAll, denyAll or byQueue.'],
    [byQueue(undefined), 'sourceQueueArns must list 1 to 10 queues when redrivePermission is byQueue.'],
    [byQueue('x'), 'sourceQueueArns must list 1 to 10 queues when redrivePermission is byQueue.'],
    [byQueue([]), 'sourceQueueArns must list 1 to 10 queues when redrivePermission is byQueue.'],
    [byQueue(others(11)), 'sourceQueueArns must list 1 to 10 queues when redrivePermission is byQueue.'],
  ])('%s is refused', (allowPolicy, reason) => {
    expect(() => allowsRedriveFrom(allowPolicy, SOURCE)).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterValueException',
        message: `Value ${allowPolicy} for parameter RedriveAllowPolicy is invalid. Reason: ${reason}`,
      }),
    );
  });
});
