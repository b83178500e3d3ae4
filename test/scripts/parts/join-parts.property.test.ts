import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { printTemplate } from '../../../scripts/parts/make-templates.ts';
import { type Part, readPart, readSource } from '../../../scripts/parts/read-part.ts';

const key = fc.stringMatching(/^[A-Z][A-Za-z0-9:]{0,12}$/);
const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((each) => !/<[a-z]/.test(each));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const template = fc.dictionary(key, value, { minKeys: 1, maxKeys: 8, noNullPrototype: true });

it('a template says the same, in the same order, however it is cut into parts', () => {
  fc.assert(
    fc.property(template, fc.infiniteStream(fc.boolean()), (whole, cuts) => {
      const parts = new Map<string, Part>();
      const source = Object.entries(whole).map(([name, each], index) => {
        const own = stringify({ [name]: each });
        if (cuts.next().value) return own;
        const part = cuts.next().value ? `{}\n---\n${own}` : `needs: {given: any}\n---\n${name}: <given>\n`;
        parts.set(`part-${index}`, readPart('part.yaml', part));
        return stringify({ [`$part-${index}`]: part.startsWith('{}') ? null : { given: each } });
      });

      const joined = parse(printTemplate(readSource('app.yaml', source.join('')), parts)) as Record<string, unknown>;

      expect(joined).toEqual(whole);
      expect(Object.keys(joined)).toEqual(Object.keys(whole));
    }),
  );
});
