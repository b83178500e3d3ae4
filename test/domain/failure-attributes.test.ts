import { withoutFailure } from '../../src/domain/failure-attributes.ts';
import { parseSqsEvent } from '../../src/domain/sqs-event.ts';
import { sqsMessage } from '../support/sqs-events.ts';

const TOLD = ['failure-reason', 'failed-at', 'failed-in', 'failed-message-id'];

test('what tells of a failure is left out, and nothing else', () => {
  const attributes = Object.fromEntries([...TOLD, 'failed', 'failure-reason-2'].map((name) => [name, 1]));

  expect(withoutFailure(attributes)).toEqual({ failed: 1, 'failure-reason-2': 1 });
});

test.each(TOLD)('without %s they are the own attributes of a publisher, and stay', (missing) => {
  const attributes = Object.fromEntries(TOLD.filter((name) => name !== missing).map((name) => [name, 1]));

  expect(withoutFailure(attributes)).toEqual(attributes);
});

test('a dead letter that was sent back is the message it was, for every function', () => {
  const kept = { amount: { dataType: 'Number', stringValue: '7' } };
  const told = Object.fromEntries(TOLD.map((name) => [name, { dataType: 'String', stringValue: 'x' }]));

  const [message] = parseSqsEvent({ Records: [sqsMessage('', { messageAttributes: { ...kept, ...told } })] });

  expect(message?.messageAttributes).toEqual(kept);
});
