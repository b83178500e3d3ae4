/** No expression takes long, whatever it is made of: each is read within a time that its length bounds, or refused. */
import fc from 'fast-check';
import { createBindings } from '../../../../src/local/tables/expressions/bindings.ts';
import { bindCondition } from '../../../../src/local/tables/expressions/condition.ts';
import { bindProjection } from '../../../../src/local/tables/expressions/projection.ts';
import { ExpressionError } from '../../../../src/local/tables/expressions/tokens.ts';
import { bindUpdate } from '../../../../src/local/tables/expressions/update.ts';

const values = { ':v': { N: '1' } };
const readers = {
  condition: (text: string) => bindCondition(text, createBindings({ '#n': 'n' }, values)),
  update: (text: string) => bindUpdate(text, createBindings({ '#n': 'n' }, values)),
  projection: (text: string) => bindProjection(text, createBindings({ '#n': 'n' })),
};

/** Milliseconds; AWS allows 4,096 bytes, and a thousand times what one takes is still no hang. */
const LIMIT_MS = 1_000;

function outcome(read: (text: string) => unknown, text: string): string {
  const began = performance.now();
  try {
    read(text);
    return performance.now() - began < LIMIT_MS ? 'read' : 'slow';
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return performance.now() - began < LIMIT_MS ? 'refused' : 'slow';
  }
}

const piece = fc.constantFrom(
  ...['(', ')', '((', 'NOT ', ' AND ', ' OR ', 'a', '#n', ':v', ' = ', ' IN (', ',', '[0]', '.b', 'size(', ' BETWEEN '],
  ...[
    'SET ',
    'REMOVE ',
    'ADD ',
    ' + ',
    'if_not_exists(',
    'attribute_exists(',
    '\u0000',
    '😀',
    '"',
    'constructor',
    '__proto__',
  ],
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
  fc.tuple(piece, fc.integer({ min: 1, max: 2_000 })).map(([each, times]) => each.repeat(times)),
  fc
    .tuple(piece, piece, fc.integer({ min: 1, max: 900 }))
    .map(([open, close, times]) => `${open.repeat(times)}a = :v${close.repeat(times)}`),
);

describe('hostile expressions', () => {
  it.each(Object.entries(readers))('of a %s are read or refused at once', (_name, read) => {
    fc.assert(
      fc.property(text, (hostile) => {
        expect(outcome(read, hostile)).not.toBe('slow');
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['123 nested parentheses', `${'('.repeat(60)}a = :v${')'.repeat(60)}`],
    ['4,000 parentheses', '('.repeat(4_000)],
    ['negations of negations', `${'NOT '.repeat(290)}a = :v`],
    ['alternating nests', `${'(a = :v AND '.repeat(140)}a = :v${')'.repeat(140)}`],
  ])('%s take no time', (_case, hostile) => {
    expect(outcome(readers.condition, hostile)).not.toBe('slow');
  });

  it('keep the limits of AWS', () => {
    expect(() => readers.condition(`a = :v${' '.repeat(4_096)}`)).toThrow('Expression size has exceeded');
    expect(() => readers.condition(Array.from({ length: 301 }, () => 'a=:v').join(' OR '))).toThrow(
      'too many operators',
    );
    expect(() => readers.condition(`attribute_exists(a${'.b'.repeat(33)})`)).toThrow('too many nesting levels');
  });
});
