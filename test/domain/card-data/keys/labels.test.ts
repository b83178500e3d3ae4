import { labelBefore, nameBefore } from '../../../../src/domain/card-data/keys/labels.ts';

test.each([
  ['cvv=', 'cvv'],
  ['a=1&cvv=', 'cvv'],
  ['CVV: ', 'CVV'],
  ['security code : ', 'security code'],
  ["{'cvv': '", 'cvv'],
  ['{"cvv":"', 'cvv'],
  ['{\\"cvv\\":\\"', 'cvv'],
  ['<cvv>', 'cvv'],
  ['<cvv><![CDATA[', 'cvv'],
  ['<field name="cvv">', 'cvv'],
  ['payment[cvv]=', 'payment[cvv'],
  ['<card_pin>', 'card_pin'],
  ['cvv=(', 'cvv'],
  ['the card-cvv:\n  ', 'the card-cvv'],
  ['cvv="\' \\"', 'cvv'],
  ['cvv"\' ] :', 'cvv'],
  ['cvv=x"', undefined],
  ['cvv ', undefined],
  ['cvv', undefined],
  ['', undefined],
  ['=', undefined],
  ['cvv=1 ', undefined],
])('before what stands behind %j is %j', (text, label) => {
  expect(labelBefore(text, text.length)).toBe(label);
});

test('one that is far is none', () => {
  expect(labelBefore(`cvv=${' '.repeat(5)}`, 9)).toBe('cvv');
  expect(labelBefore(`cvv=${' '.repeat(80)}`, 84)).toBeUndefined();
});

test.each([
  ['payment: ', 'payment'],
  ['"payment": ', 'payment'],
  ['the card (', 'the card'],
  ['card=', 'card'],
  ['payment', 'payment'],
  ['payment ------- ', undefined],
  ['', undefined],
])('the name before what stands behind %j is %j', (text, name) => {
  expect(nameBefore(text, 0, text.length)).toBe(name);
});

test('a name begins behind where it may', () => {
  expect(nameBefore('payment: ', 3, 9)).toBe('ment');
});
