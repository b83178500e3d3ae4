import { deadLetterArnOf } from '../../src/domain/dead-letter-arn.ts';

test.each([
  ['{"deadLetterTargetArn":"arn:q","maxReceiveCount":3}', 'arn:q'],
  ['{ "maxReceiveCount" : "3", "deadLetterTargetArn" : "arn:q" }', 'arn:q'],
  ['{"maxReceiveCount":3}', undefined],
  ['{"deadLetterTargetArn":7}', undefined],
  ['["deadLetterTargetArn"]', undefined],
  ['null', undefined],
  ['', undefined],
  [undefined, undefined],
])('%p names %p', (policy, arn) => {
  expect(deadLetterArnOf(policy)).toBe(arn);
});
