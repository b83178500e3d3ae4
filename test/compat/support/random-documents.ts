/** Documents of any shape that JSON allows, few of them sensible: for comparing what search engines take, refuse and map. */
import type { Draw } from './shop-documents.ts';

const NAMES = [
  ...[
    'a',
    'b',
    'c',
    'id',
    'order_id',
    'product',
    'amount',
    'date',
    'status',
    'items',
    'payment',
    'payment.amount',
    'customer.id',
  ],
  ...[
    'a.b',
    'a.b.c',
    'b.a',
    'a.',
    'a..',
    '.a',
    'a..b',
    '.',
    '',
    ' ',
    'a. .b',
    ' a',
    'ä.ö',
    '\\u0061',
    '\\ud83d\\ude00',
    '\\ud83d',
  ],
  ...[
    '_id',
    '_source',
    '_ignored',
    '_nested_path',
    '_type',
    '_other',
    '__proto__',
    'constructor',
    'toString',
    '*',
    'a*',
  ],
];

const STRINGS = [
  ...[
    '',
    ' ',
    'x',
    'paid',
    'true',
    'false',
    '7',
    '7.5',
    ' 7',
    '+7',
    '7d',
    '1e3',
    '.5',
    '5.',
    'NaN',
    'Infinity',
    '0x10',
    '1,5',
    '\u00a07',
  ],
  ...[
    '2024',
    '2024-01',
    '1406-21',
    '2024-00',
    '2024-1',
    '12-2024',
    '2024T',
    '2024-01T',
    '1406-21T',
    '2024-01Z',
    '-2024-01',
    '+2024-01',
  ],
  ...[
    '2024-01-15',
    '2024-02-30',
    '2024-13-01',
    '2024-01-15T',
    '2024-01-15Z',
    '0050-01-01',
    '12024-01-01',
    '-12024-01-01',
  ],
  ...[
    '2024-01-15T10',
    '2024-01-15T10:30',
    '2024-01-15T10:30:00Z',
    '2024-01-15T24:00',
    '2024-01-15T10:30:00,5Z',
    '2024-01-15 10:30:00',
  ],
  ...['2024-01-15T10:00+02', '2024-01-15T10:00+0200', '2024-01-15T10:00:00+18:30', '2024-01-15T10:00:00+02:00:01'],
  ...[
    '2024-01-15T10:00:00UTC',
    '2024-01-15T10:00:00Europe/Paris',
    '2024-01-15T10:00:00Mars/Base',
    '2024-01-15T10:00:00z',
  ],
  ...[
    '2024/01/15',
    '2024/13/45',
    '2024/1/15',
    '2024/01/15 10:30:00',
    '2024/02/30 10:30:00',
    '2024/01/15 24:00:00',
    '2024/01/15 10:30',
  ],
  ...['9223372036854775807', '9223372036854775808', '1e400', '1406-21-1', 'a'.repeat(300)],
];

const NUMBERS = [
  ...[
    '0',
    '-0',
    '7',
    '-7',
    '7.0',
    '7.5',
    '-7.25',
    '1e3',
    '1E-3',
    '2024',
    '1700000000000',
    '1.7e12',
    '2147483648',
    '1e39',
    '1e400',
  ],
  ...['9007199254740993', '9223372036854775807', '9223372036854775808', '-9223372036854775808', '-9223372036854775809'],
];

/** The text of an object; in about every second one some name or value is none that an engine likes. */
export function randomDocument(draw: Draw): string {
  return objectText(draw, 3);
}

function objectText(draw: Draw, depth: number): string {
  const members = Array.from({ length: draw.whole(0, depth === 3 ? 3 : 2) }, () => {
    const name = draw.chance(0.6) ? draw.pick(['a', 'b', 'c', 'id', 'product', 'status', 'a.b']) : draw.pick(NAMES);
    return `"${name}":${valueText(draw, depth - 1)}`;
  });
  return `{${members.join(draw.pick([',', ', ']))}}`;
}

function valueText(draw: Draw, depth: number): string {
  if (depth > 0 && draw.chance(0.25)) return objectText(draw, depth);
  if (depth > 0 && draw.chance(0.15)) {
    return `[${Array.from({ length: draw.whole(0, 3) }, () => valueText(draw, depth - 1)).join(',')}]`;
  }
  if (draw.chance(0.5)) return JSON.stringify(draw.pick(STRINGS));
  return draw.chance(0.7) ? draw.pick(NUMBERS) : draw.pick(['true', 'false', 'null']);
}
