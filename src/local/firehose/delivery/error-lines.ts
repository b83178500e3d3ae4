/** The lines in which Firehose keeps what it could not deliver (Firehose guide, "Handle failure in data transformation" and "Handle data delivery failures"). */

/** What every error line says of a record: its bytes are the original ones, times are epoch milliseconds. */
export interface Failure {
  readonly data: Buffer;
  readonly arrived: number;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly attemptsMade: number;
  readonly endedAt: number;
}

/** A record that the transformation failed, in the member order seen on AWS. */
export function processingFailedLine(failure: Failure, lambdaARN: string): Buffer {
  return line({
    rawData: failure.data.toString('base64'),
    errorCode: failure.errorCode,
    errorMessage: failure.errorMessage,
    attemptsMade: failure.attemptsMade,
    arrivalTimestamp: failure.arrived,
    attemptEndingTimestamp: failure.endedAt,
    lambdaARN,
  });
}

/** A document that the search domain refused; Firehose sets no type name for modern versions. */
export function failedDocumentLine(failure: Failure, documentId: string, indexName: string): Buffer {
  return line({
    attemptsMade: failure.attemptsMade,
    arrivalTimestamp: failure.arrived,
    errorCode: failure.errorCode,
    errorMessage: failure.errorMessage,
    attemptEndingTimestamp: failure.endedAt,
    rawData: failure.data.toString('base64'),
    esDocumentId: documentId,
    esIndexName: indexName,
    esTypeName: '',
  });
}

function line(content: object): Buffer {
  return Buffer.from(`${JSON.stringify(content)}\n`);
}
