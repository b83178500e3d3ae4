import type { Random } from './random.ts';

/** Words that look like those of cards and codes, and are none. */
const KEYS = [
  ...[
    'id',
    'name',
    'email',
    'note',
    'cid',
    'pin',
    'csc',
    'track',
    'tracking',
    'security',
    'discard',
    'wildcard',
    'cardinality',
  ],
  ...[
    'cardboard',
    'postcard',
    'shipping',
    'spin',
    'pinned',
    'opinion',
    'cvs',
    'description',
    'scorecard',
    'payload',
    'company',
  ],
  ...[
    'panel',
    'japan',
    'account',
    'success',
    'verified',
    'code',
    'number',
    'type',
    'ключ',
    '键',
    'a b',
    'a.b',
    'x-y',
    '',
  ],
];
const WORDS = [
  ...[
    'order',
    'sent',
    'to',
    'the',
    'customer',
    'with',
    'a',
    'scorecard',
    'and',
    'pins',
    'on',
    'map',
    '-',
    '/',
    'Ünïcödé',
  ],
  ...[
    '漢字',
    '🐎',
    'tracked',
    'shipping:',
    '"quoted"',
    "it's",
    '{braces}',
    '[x]',
    '50%',
    '&',
    '<b>',
    'a=b',
    '\\',
    '\t',
  ],
];

/** An event without any card data, whose bytes must all stay: JSON printed in some way, JSON in a text, or a text. */
export function innocentEvent(random: Random): string {
  const json = printed(value(random, 3), random);
  return random.pick([
    json,
    json,
    json,
    `\ufeff${json}`,
    `${json}\n${json}\n`,
    `received ${json} at ${time(random)}`,
    words(random),
    json.slice(0, Math.max(1, json.length - random.below(5))),
  ]);
}

function value(random: Random, depth: number): unknown {
  const scalar = () =>
    random.pick<() => unknown>([
      () => words(random),
      () => random.below(100_000),
      () => random.below(100_000) / 100,
      () => -random.below(1000) / 7,
      () => uuid(random),
      () => time(random),
      () => `+${1 + random.below(98)} ${random.digits(3)} ${random.digits(6)}`,
      () => `${random.digits(4)}-${random.digits(4)}`,
      () => `arn:aws:sns:us-east-1:${'123456789012'}:topic-${random.below(100)}`,
      () => `https://example.com/${random.pick(WORDS)}?a=${random.below(1000)}&cid=${random.below(100)}`,
      () => Buffer.from(words(random)).toString('base64'),
      () => random.pick([true, false, null, '', 0, '0']),
      () => JSON.stringify({ a: words(random), b: random.below(1000) }),
    ])();
  if (depth === 0 || random.chance(0.3)) return scalar();
  if (random.chance(0.3)) return Array.from({ length: random.below(4) }, () => value(random, depth - 1));
  return Object.fromEntries(
    Array.from({ length: random.below(6) }, () => [
      random.pick(KEYS),
      random.chance(0.6) ? scalar() : value(random, depth - 1),
    ]),
  );
}

function printed(given: unknown, random: Random): string {
  const json = JSON.stringify(given, null, random.pick(['', '', ' ', '\t'])) ?? 'null';
  return random.chance(0.1) ? json.replaceAll('/', '\\/') : json;
}

function words(random: Random): string {
  return Array.from({ length: 1 + random.below(6) }, () => random.pick(WORDS)).join(' ');
}

function time(random: Random): string {
  return new Date(1_700_000_000_000 + random.below(100_000_000) * 1000).toISOString();
}

function uuid(random: Random): string {
  const hex = (count: number) => Array.from({ length: count }, () => random.below(16).toString(16)).join('');
  return [hex(8), hex(4), `4${hex(3)}`, `a${hex(3)}`, hex(12)].join('-');
}
