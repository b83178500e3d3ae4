import { parseQueryParameters } from '../../../src/local/endpoint/query-parameters.ts';

const parse = (text: string) => parseQueryParameters(new URLSearchParams(text));

describe('query parameters', () => {
  it('become arrays, objects and texts', () => {
    expect(
      parse(
        'Action=Publish&Version=2010-03-31&TopicArn=t&Tags.member.2.Key=b&Tags.member.1.Key=a' +
          '&Attributes.entry.1.key=FilterPolicy&Attributes.entry.1.value=%7B%7D' +
          '&MessageAttributes.entry.1.Name=amount&MessageAttributes.entry.1.Value.DataType=Number' +
          '&MessageAttributes.entry.1.Value.StringValue=7&Entry.1.Id=x&Entry.2.Id=y',
      ),
    ).toEqual({
      TopicArn: 't',
      Tags: [{ Key: 'a' }, { Key: 'b' }],
      Attributes: { FilterPolicy: '{}' },
      MessageAttributes: { amount: { DataType: 'Number', StringValue: '7' } },
      Entry: [{ Id: 'x' }, { Id: 'y' }],
    });
  });

  it('keep the order of ten and more members', () => {
    const members = Array.from({ length: 12 }, (_, i) => `Ids.member.${i + 1}=${i + 1}`).reverse();

    expect(parse(members.join('&'))).toEqual({ Ids: Array.from({ length: 12 }, (_, i) => String(i + 1)) });
  });

  it('never reach the prototype of an object', () => {
    parse('A.entry.1.key=__proto__&A.entry.1.value.polluted=yes&__proto__.polluted=yes');

    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it.each([33, 100_000])('refuse a name of %i parts', (parts) => {
    expect(() => parse(`${'.'.repeat(parts - 1)}=x`)).toThrow("A parameter's name has more than 32 parts: ....");
    expect(() => parse(`A${'.member.1'.repeat(parts)}=x`)).toThrow('more than 32 parts');
  });

  it('take a name of 32 parts', () => {
    expect(JSON.stringify(parse(`${'a.'.repeat(31)}a=x`))).toBe(`${'{"a":'.repeat(32)}"x"${'}'.repeat(32)}`);
  });

  it('are read in a time in proportion to their number', () => {
    const form = Array.from({ length: 50_000 }, (_, i) => `Ids.member.${i + 1}=${i}`).join('&');
    const started = performance.now();

    expect(parse(form)['Ids']).toHaveLength(50_000);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
