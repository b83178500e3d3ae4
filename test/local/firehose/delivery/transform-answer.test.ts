import { readTransformAnswer } from '../../../../src/local/firehose/delivery/transform-answer.ts';

const read = (answer: unknown, ...ids: string[]) => [
  ...readTransformAnswer(typeof answer === 'string' ? answer : JSON.stringify(answer), ids),
];
const failed = (code: string, message: string) => ({ result: 'ProcessingFailed', code, message });

describe('the answer of a transformation', () => {
  it('says of each record that it is Ok, Dropped or ProcessingFailed', () => {
    const records = [
      { recordId: 'a', result: 'Ok', data: 'YQ==' },
      { recordId: 'b', result: 'Dropped' },
      { recordId: 'c', result: 'ProcessingFailed', data: 'YQ==' },
      { recordId: 'd', result: 'Ok', data: '' },
    ];

    expect(read({ records }, 'd', 'a', 'b', 'c')).toEqual([
      ['d', { result: 'Ok', data: Buffer.alloc(0) }],
      ['a', { result: 'Ok', data: Buffer.from('a') }],
      ['b', { result: 'Dropped' }],
      ['c', failed('Lambda.ProcessingFailedStatus', 'ProcessingFailed status set for record')],
    ]);
  });

  it.each([
    ['OK', 'The result must be Ok, Dropped or ProcessingFailed, but is OK.'],
    [null, 'The result must be Ok, Dropped or ProcessingFailed, but is null.'],
    [undefined, 'The result must be Ok, Dropped or ProcessingFailed, but is undefined.'],
  ])('with the result %p fails the record', (result, message) => {
    expect(read({ records: [{ recordId: 'a', result, data: '' }] }, 'a')).toEqual([
      ['a', failed('Lambda.InvalidReturnFormat', message)],
    ]);
  });

  it.each([
    [
      undefined,
      'The data field cannot be null when the SourceType is DirectPut or KinesisStreamAsSource and processing result is Ok.',
    ],
    [
      null,
      'The data field cannot be null when the SourceType is DirectPut or KinesisStreamAsSource and processing result is Ok.',
    ],
    ['YQ=', 'The data field is not base64.'],
    ['YQ', 'The data field is not base64.'],
    ['Y===', 'The data field is not base64.'],
    ['Y-Q=', 'The data field is not base64.'],
    ['=YQ=', 'The data field is not base64.'],
    ['YQ==YQ==', 'The data field is not base64.'],
    [' YWI=   ', 'The data field is not base64.'],
  ])('with the data %j fails the record', (data, message) => {
    expect(read({ records: [{ recordId: 'a', result: 'Ok', data }] }, 'a')).toEqual([
      ['a', failed('Lambda.InvalidReturnFormat', message)],
    ]);
  });

  it.each(['YWJj', 'YWI=', 'YQ==', '+/+/', 'AZaz09+/'])('takes %s as base64', (data) => {
    expect(read({ records: [{ recordId: 'a', result: 'Ok', data }] }, 'a')).toEqual([
      ['a', { result: 'Ok', data: Buffer.from(data, 'base64') }],
    ]);
  });

  it('fails what is missing or comes twice, and passes over what nobody asked for', () => {
    const ok = { result: 'Ok', data: '' };
    const records = [
      { ...ok, recordId: 'twice' },
      { ...ok, recordId: 'other' },
      { result: 'Dropped', recordId: 'twice' },
      { ...ok, recordId: null },
      ok,
    ];

    expect(read({ records, more: 1 }, 'twice', 'missing')).toEqual([
      [
        'twice',
        failed(
          'Lambda.DuplicatedRecordId',
          'Multiple records were returned with the same record Id. Ensure that the Lambda function returns a unique record Id for each record.',
        ),
      ],
      [
        'missing',
        failed(
          'Lambda.MissingRecordId',
          'One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.',
        ),
      ],
    ]);
  });

  it.each([[{}], [{ records: null }], [{ records: [] }]])('misses every record of %j', (answer) => {
    expect(read(answer, 'a')).toMatchObject([['a', { code: 'Lambda.MissingRecordId' }]]);
  });

  it.each([['{'], ['null'], ['7'], [[]], [{ records: {} }], [{ records: ['a'] }], [{ records: [{ recordId: 7 }] }]])(
    'fails every record when it is %j',
    (answer) => {
      const invalid = failed(
        'Lambda.InvalidReturnFormat',
        'The Lambda function returned an answer that is not of the form {"records":[{"recordId","result","data"}]}.',
      );

      expect(read(answer, 'a', 'b')).toEqual([
        ['a', invalid],
        ['b', invalid],
      ]);
    },
  );
});
