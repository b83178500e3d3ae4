import { failedDocumentLine, processingFailedLine } from '../../../../src/local/firehose/delivery/error-lines.ts';

const failure = {
  data: Buffer.from('ü'),
  arrived: 1,
  errorCode: 'Code',
  errorMessage: 'A text.',
  attemptsMade: 4,
  endedAt: 9,
};

describe('error lines', () => {
  it('of a transformation have the members that AWS writes, in its order, and end in a newline', () => {
    expect(processingFailedLine(failure, 'arn:f').toString()).toBe(
      '{"rawData":"w7w=","errorCode":"Code","errorMessage":"A text.","attemptsMade":4,"arrivalTimestamp":1,"attemptEndingTimestamp":9,"lambdaARN":"arn:f"}\n',
    );
  });

  it('of a search domain name document and index', () => {
    expect(failedDocumentLine(failure, '49.0', 'events-2026').toString()).toBe(
      '{"attemptsMade":4,"arrivalTimestamp":1,"errorCode":"Code","errorMessage":"A text.","attemptEndingTimestamp":9,"rawData":"w7w=","esDocumentId":"49.0","esIndexName":"events-2026","esTypeName":""}\n',
    );
  });
});
