import { documentId, newSeed, recordId, transformRecordId } from '../../../src/local/firehose/record-id.ts';

describe('the ids of a record', () => {
  it('begin with the seed of the stream, and end with the number of the record', () => {
    expect(recordId('49123', 7)).toBe(`49123${'7'.padStart(51, '0')}`);
    expect(transformRecordId('49123', 7)).toBe(`${recordId('49123', 7)}000000`);
    expect(documentId('49123', 7)).toBe(`${recordId('49123', 7)}.0`);
  });

  it('have a seed of 17 digits, another for each stream', () => {
    const seeds = new Set(Array.from({ length: 20 }, newSeed));

    expect(seeds.size).toBe(20);
    for (const seed of seeds) expect(seed).toMatch(/^49\d{15}$/);
    expect(recordId(newSeed(), 1)).toHaveLength(56);
  });
});
