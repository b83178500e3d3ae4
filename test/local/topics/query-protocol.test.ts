import { toTopicQueryResult } from '../../../src/local/topics/query-protocol.ts';

describe('an output for the query protocol', () => {
  it('has attributes as entries, and all else as it was', () => {
    expect(toTopicQueryResult('GetTopicAttributes', { Attributes: { a: '1' }, Other: { b: '2' } })).toEqual({
      Attributes: new Map([['a', '1']]),
      Other: { b: '2' },
    });
    expect(toTopicQueryResult('GetTopicAttributes', { Attributes: undefined })).toEqual({ Attributes: new Map() });
  });
});
