/** No statement takes long or brings the stack down, whatever it is made of: each is read, or refused as DynamoDB refuses. */
import fc from 'fast-check';
import { AwsError } from '../../../../src/local/errors.ts';
import { readStatement } from '../../../../src/local/tables/partiql/statement-grammar.ts';

/** Milliseconds; a thousand times what a statement of 8,192 characters takes is still no hang. */
const LIMIT_MS = 1_000;
const MAX_LENGTH = 8_192;

function outcome(statement: string): string {
  const began = performance.now();
  try {
    readStatement(statement.slice(0, MAX_LENGTH), [{ S: 'x' }]);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
  return performance.now() - began < LIMIT_MS ? 'answered' : 'slow';
}

const piece = fc.constantFrom(
  ...[
    'SELECT ',
    '* ',
    'FROM ',
    't ',
    ' WHERE ',
    'a',
    '"b"',
    "'c'",
    '?',
    ' = ',
    ' AND ',
    ' OR ',
    'NOT ',
    ' IN ',
    ' IS ',
  ],
  ...[
    'INSERT INTO ',
    ' VALUE ',
    'UPDATE ',
    ' SET ',
    ' REMOVE ',
    'DELETE ',
    'EXISTS(',
    'set_add(',
    'size(',
    ' BETWEEN ',
  ],
  ...['(', ')', '[', ']', '{', '}', '<<', '>>', ',', ':', '.', '1e9', '-', "'", '"', "''", '/*', '*/', '--', '\n', '#'],
  ...['MISSING', 'NULL', ' RETURNING ', ' ORDER BY ', '\u0000', '😀', '__proto__', 'constructor'],
);
const begin = fc.constantFrom(
  '',
  'SELECT * FROM t WHERE ',
  'UPDATE t SET a = ',
  'INSERT INTO t VALUE ',
  'DELETE FROM t WHERE ',
);
const statement = fc.oneof(
  fc.tuple(begin, fc.array(piece, { maxLength: 40 })).map(([start, pieces]) => start + pieces.join('')),
  fc.tuple(begin, piece, fc.integer({ min: 1, max: 4_000 })).map(([start, each, times]) => start + each.repeat(times)),
  fc
    .tuple(begin, piece, piece, fc.integer({ min: 1, max: 2_000 }))
    .map(([start, open, close, times]) => `${start}${open.repeat(times)}a${close.repeat(times)}`),
);

describe('hostile statements', () => {
  it('are read or refused at once', () => {
    fc.assert(
      fc.property(statement, (hostile) => {
        expect(outcome(hostile)).toBe('answered');
      }),
      { numRuns: 600 },
    );
  });

  it('keep names of every kind as what they are', () => {
    const { operation } = readStatement(`INSERT INTO t VALUE {'__proto__': 'x', 'constructor': 1}`, []);

    expect(operation).toMatchObject({ kind: 'insert' });
    expect(operation.kind === 'insert' && Object.entries(operation.item)).toEqual([
      ['__proto__', { S: 'x' }],
      ['constructor', { N: '1' }],
    ]);
  });
});
