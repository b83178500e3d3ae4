import type { AwsError } from '../../../src/local/errors.ts';
import {
  invalidAttribute,
  invalidParameter,
  missingParameter,
  notFound,
  notPerformed,
  resourceNotFound,
  tooManyTags,
} from '../../../src/local/topics/errors.ts';

describe('the errors of topics', () => {
  it.each<[AwsError, number, string, string]>([
    [notFound('Topic'), 404, 'NotFound', 'Topic does not exist'],
    [notFound('Subscription'), 404, 'NotFound', 'Subscription does not exist'],
    [resourceNotFound(), 404, 'ResourceNotFound', 'Resource does not exist'],
    [tooManyTags(), 400, 'TagLimitExceeded', 'Could not complete request: tag quota of per resource exceeded'],
    [invalidParameter('Topic Name'), 400, 'InvalidParameter', 'Invalid parameter: Topic Name'],
    [invalidAttribute('It is long.'), 400, 'ParameterValueInvalid', 'It is long.'],
    [
      missingParameter('topicArn'),
      400,
      'ValidationError',
      "1 validation error detected: Value null at 'topicArn' failed to satisfy constraint: Member must not be null",
    ],
    [notPerformed('SMS'), 400, 'InvalidParameter', 'Invalid parameter: The local stack does not run SMS.'],
  ])('are AWS’s own: %s', (error, status, code, message) => {
    expect(error).toMatchObject({ status, code, message });
  });

  it('keep what caused a refusal', () => {
    const cause = new SyntaxError('no JSON');

    expect(invalidParameter('Message Structure', cause).cause).toBe(cause);
  });
});
