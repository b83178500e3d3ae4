import fc from 'fast-check';
import { readOverrideArguments, readOverrides } from '../../../src/local/parameters/overrides.ts';

const place = { name: '--parameter-overrides', folder: '/nowhere' };
const parameters = fc.dictionary(fc.stringMatching(/^[A-Za-z0-9]{1,12}$/), fc.string({ unit: 'grapheme' }), {
  maxKeys: 6,
});
/** A backslash that ends a value, or stands before a space or a quote, is lost to the SAM CLI's own unquoting. */
const plainParameters = parameters.filter((given) => !Object.values(given).some((value) => value.includes('\\')));
const quoted = ([name, value]: [string, string]) => `${name}="${value.replaceAll('"', '\\"')}"`;
const longForm = ([name, value]: [string, string]) =>
  `ParameterKey=${name},ParameterValue="${value.replaceAll('"', '\\"')}"`;

describe('overrides of any names and values', () => {
  it.each([
    ['in one argument', (entries: [string, string][]) => [entries.map(quoted).join(' ')]],
    ['in several arguments', (entries: [string, string][]) => entries.map(quoted)],
    ['in the long form', (entries: [string, string][]) => [entries.map(longForm).join(' ')]],
  ])('are read back whole %s when each value is quoted', (_case, write) => {
    fc.assert(
      fc.property(plainParameters, (given) => {
        const written = write(Object.entries(given));
        const { parameters, unread } = readOverrideArguments(written.length === 0 ? [''] : written, place);

        expect(Object.fromEntries(parameters)).toEqual(given);
        expect(unread).toEqual([]);
      }),
    );
  });

  it('are the same from a table as from an argument, but for white space and quotes that a table needs no backslash for', () => {
    fc.assert(
      fc.property(plainParameters, (given) => {
        const unquotable = Object.entries(given).filter(([, value]) => !/^(["']).*\1$|^["']$/s.test(value));
        const { parameters } = readOverrides(new Map(unquotable), place);

        expect(Object.fromEntries(parameters)).toEqual(Object.fromEntries(unquotable));
      }),
    );
  });
});
