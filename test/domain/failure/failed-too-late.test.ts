import { failedTooLate } from '../../../src/domain/failure/failed-too-late.ts';
import { sqsMessage } from '../../support/sqs-events.ts';

const DAY = 86_400_000;
const now = Date.UTC(2026, 0, 31);
const patience = { maxReceiveCount: 30, retentionSeconds: 1_209_600, now };
const failed = (ageMs: number, receives: number) =>
  sqsMessage('event', {
    attributes: { SentTimestamp: `${now - ageMs}`, ApproximateReceiveCount: `${receives}` },
  });

describe('a message that failed', () => {
  it.each([
    ['ten days old, on its last receive, is moved by SQS', 10 * DAY, 30, false],
    ['older than ten days, on its last receive, would be moved too late', 10 * DAY + 1, 30, true],
    ['older than ten days, with receives left, is tried again', 12 * DAY, 29, false],
    ['of thirteen days all but a millisecond is tried again', 13 * DAY - 1, 1, false],
    ['in the last day of its queue is not', 13 * DAY, 1, true],
    ['young and on its last receive is moved by SQS', 1000, 30, false],
  ])('%s', (_, ageMs, receives, expected) => {
    expect(failedTooLate(failed(ageMs, receives), patience)).toBe(expected);
  });

  it('never fails too late on a queue that keeps it for four days, nor where nobody says when it was sent', () => {
    expect(failedTooLate(failed(4 * DAY, 30), { ...patience, retentionSeconds: 345_600 })).toBe(false);
    expect(failedTooLate({ ...failed(0, 30), attributes: { ApproximateReceiveCount: '30' } }, patience)).toBe(false);
  });
});
