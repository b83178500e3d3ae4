import { certainKey, FURTHER_KEYS, SPEAKING_KEYS, spokenKey } from './codes.ts';
import { cardNumber, keyedCardNumber, NUMBER_SPELLINGS, SPELLINGS } from './numbers.ts';
import type { Random } from './random.ts';

/** What was hidden in an event. */
export interface Secret {
  readonly kind: 'number' | 'code';
  /** How and where, for whoever has to find out why it was not taken. */
  readonly form: string;
  readonly digits: string;
  /** Of a code: its key, by which it is found again. */
  readonly key?: string;
}

export interface SecretEvent {
  readonly body: string;
  readonly secrets: readonly Secret[];
}

/** JSON texts with what is hidden in them. */
type Hidden = { readonly json: string; readonly secret: Secret };

const CARD_KEYS = ['cardNumber', 'card_number', 'card-number', 'CardNumber', 'ccnumber', 'pan', 'number of the card'];
const WORDS = ['note', 'text', 'a', 'reference', 'items', 'data', 'x-y', 'Über', 'message'];

/** An event of JSON, of a text, or of JSON in a text, with one to three card numbers and codes in it. */
export function secretEvent(random: Random): SecretEvent {
  const hidden = Array.from({ length: 1 + random.below(3) }, () =>
    random.chance(0.5) ? hiddenNumber(random) : hiddenCode(random),
  );
  const members = [
    `"id":${random.below(100_000)}`,
    ...hidden.map(({ json }) => json),
    `"amount":${random.below(500)}.50`,
  ];
  return {
    body: asBody(`{${shuffled(members, random).join(random.pick([',', ', ', ',\n  ']))}}`, random),
    secrets: hidden.map(({ secret }) => secret),
  };
}

function hiddenNumber(random: Random): Hidden {
  if (random.chance(0.15)) {
    const number = keyedCardNumber(random);
    const key = random.pick(CARD_KEYS.slice(0, 6));
    const value = random.chance(0.5) ? number : JSON.stringify(random.chance(0.5) ? number : `no. ${number}`);
    const json = random.chance(0.5) ? `"${key}":${value}` : `"card":{"${random.pick(WORDS)}":${value}}`;
    return { json, secret: { kind: 'number', form: `short, ${json.replace(/\d/g, '9')}`, digits: number } };
  }
  const number = cardNumber(random);
  if (random.chance(0.25)) {
    const [form, spell] = random.pick(Object.entries(NUMBER_SPELLINGS));
    return { json: nested(spell(number), random), secret: { kind: 'number', form, digits: number } };
  }
  const [form, spell] = random.pick(Object.entries(SPELLINGS));
  const spelled = spell(number, random);
  const text = random.chance(0.5)
    ? spelled
    : `${random.pick(['paid with ', 'x: ', '(', 'no '])}${spelled}${random.pick(['', '.', ' thanks', ')'])}`;
  const json = random.chance(0.15)
    ? `"${random.pick(WORDS)}":{${quoted(text, random)}:1}`
    : nested(quoted(text, random), random);
  return { json, secret: { kind: 'number', form, digits: number } };
}

function hiddenCode(random: Random): Hidden {
  const digits = random.digits(3 + random.below(2));
  const value = random.chance(0.5) ? `"${digits}"` : `${Number(digits) + 1000}`;
  const seen = value.replaceAll('"', '');
  const isSpoken = random.chance(0.6);
  const key = isSpoken ? spokenKey(random) : certainKey(random);
  const secret = (form: string): Secret => ({ kind: 'code', form, digits: seen, key });
  const member = `${quoted(key, random)}:${value}`;
  const speaking = `"${random.pick(SPEAKING_KEYS)}":{${random.pick(['', '"id":7,', '"a":{"b":1},'])}${member}}`;
  const object = isSpoken ? speaking : member;
  return random.pick<() => Hidden>([
    () => ({ json: object, secret: secret('a member') }),
    () => ({ json: `"${random.pick(WORDS)}":[{${object}}]`, secret: secret('a member in a list') }),
    () => ({ json: `"${random.pick(WORDS)}":${JSON.stringify(`{${object}}`)}`, secret: secret('JSON in a string') }),
    () => ({
      json: `"${random.pick(WORDS)}":${JSON.stringify(`\ufeff{${object}}`)}`,
      secret: secret('JSON in a string behind a byte order mark'),
    }),
    () => ({
      json: `"${random.pick(WORDS)}":${JSON.stringify(`order 5: {${object}} {"b":1}`)}`,
      secret: secret('JSON in a text'),
    }),
    () => ({
      json: `"${random.pick(WORDS)}":${JSON.stringify(Buffer.from(`{${object}}`).toString(random.pick(['base64', 'base64url'])))}`,
      secret: secret('JSON in base64'),
    }),
    () => ({ json: `"payments":[{"card":{${member}}},{"id":1}]`, secret: secret('a member of payments') }),
    () => ({ json: `"x":{"cardNumber":"tokenized","a":1,${member}}`, secret: secret('a member beside a card key') }),
    () => ({ json: `"x":{${member},"type":"visa"}`, secret: secret('a member beside an issuer') }),
  ])();
}

/** A string of JSON, some of its characters as escapes. */
function quoted(text: string, random: Random): string {
  const json = JSON.stringify(text);
  if (!random.chance(0.15)) return json;
  return json.replace(/[0-9a-z]/g, (character, at: number) =>
    json[at - 1] !== '\\' && !/\\u[0-9a-f]{0,3}$/.test(json.slice(Math.max(0, at - 6), at)) && random.chance(0.5)
      ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
      : character,
  );
}

function nested(json: string, random: Random): string {
  const key = random.pick(WORDS);
  return random.pick([
    `"${key}":${json}`,
    `"${key}":[1,${json}]`,
    `"${key}":{"b":{"c":${json}}}`,
    `"${key}":${JSON.stringify(`{"deep":${json}}`)}`,
    `"payment":{"id":5,"note":${json}}`,
  ]);
}

function asBody(json: string, random: Random): string {
  return random.pick([
    json,
    json,
    json,
    `\ufeff${json}`,
    `${json}\n${json}`,
    `received: ${json}`,
    `[${json},{"b":1}]`,
    JSON.stringify({ deep: JSON.stringify({ deeper: json }) }),
    `not json { [ ${json} oops`,
    json.slice(0, -1),
  ]);
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, at: random.below(1_000_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

export { FURTHER_KEYS };
