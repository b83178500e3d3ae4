import { codeKeys } from '../../../../src/domain/card-data/keys/code-keys.ts';
import { IN_PAYMENT, NOWHERE, WITH_CODES } from '../../../../src/domain/card-data/keys/context.ts';

const { isCode, mayName } = codeKeys();

test.each([
  ...[
    'cvv',
    'CVV',
    'cvv2',
    'Cvc',
    'cvc2',
    'cvvs',
    'cvv4',
    'card-cvv',
    'card_cvc',
    'cardCvv',
    'cardcvv',
    'CardCVV2',
    'x-cvv',
    'user_cvv',
  ],
  ...[
    'cvvCode',
    'cvv_number',
    'cvvHash',
    'encryptedCvv',
    'payment[card][cvv]',
    'card-cid',
    'Card-Security-Code',
    'cardPin',
  ],
  ...[
    'card_pin_block',
    'creditCardCsc',
    'paymentPin',
    'payment_cid',
    'card verification value',
    'cardVerificationNumber',
  ],
  ...[
    'c-v-v',
    'C V C 2',
    'c.v.v',
    'c_v_c',
    'card-c-i-d',
    'ccCvn',
    'card.track1',
    'CardTrack2Data',
    'CVV/CVC',
    'ｃｖｖ',
    'c\u200bvv',
    'cvv card',
    'securityCodeCard',
  ],
])('%s is a code wherever it stands', (key) => {
  expect(isCode(key, NOWHERE)).toBe(true);
  expect(mayName(`{"${key}":1}`)).toBe(true);
});

test.each([
  ...['cid', 'CID', 'csc', 'cvn', 'cvd', 'cav2', 'pin', 'PIN', 'pinCode', 'pin_block', 'security code', 'securityCode'],
  ...[
    'SECURITY-CODE',
    'verification_code',
    'verificationValue',
    'track1',
    'track2',
    'Track1Data',
    'trackData',
    'tracks',
  ],
  ...['magstripe', 'new_pin', 'theCid'],
])('%s is one where something speaks of a card', (key) => {
  expect(isCode(key, WITH_CODES)).toBe(true);
  expect(isCode(key, NOWHERE)).toBe(false);
  expect(isCode(key, IN_PAYMENT)).toBe(false);
  expect(mayName(`{"${key}":1}`)).toBe(true);
});

test.each(['my payment cid', 'payments_in_pin', 'card of pin'])('%s says itself that it is of a payment', (key) => {
  expect(isCode(key, NOWHERE)).toBe(true);
});

test.each(['paymentsystem pin', 'discard_pin'])('%s does not', (key) => {
  expect(isCode(key, NOWHERE)).toBe(false);
});

test.each(['customerCid', 'customer_pin', 'shipping-pin', 'item cid', 'merchantPin'])(
  '%s is somebody else’s',
  (key) => {
    expect(isCode(key, WITH_CODES)).toBe(false);
  },
);

test.each([
  ...['cvvCheck', 'cvc_check', 'cvvResult', 'cvvPresent', 'cvs', 'shipping', 'spin', 'pinned', 'opinion', 'tracking'],
  ...[
    'trackingNumber',
    'code',
    'number',
    'security',
    'verification',
    'cidr',
    'incident',
    'expiry',
    'cards',
    'payment',
    '',
    'a b c d e f g',
  ],
])('%s is none anywhere', (key) => {
  expect(isCode(key, WITH_CODES)).toBe(false);
});

test('further names are codes anywhere, in any case and with any separators, and only they', () => {
  const further = codeKeys(['otp', 'Prüf-Ziffer']);

  for (const key of ['otp', 'OTP', 'o-t-p', 'prüfziffer', 'PRÜF_ZIFFER', 'cvv']) {
    expect(further.isCode(key, NOWHERE)).toBe(true);
    expect(further.mayName(key)).toBe(true);
  }
  for (const key of ['otps', 'my-otp', 'x']) expect(further.isCode(key, WITH_CODES)).toBe(false);
});

test('a text without any of the letters names none', () => {
  expect(mayName('{"id":1,"name":"order","amount":5}')).toBe(false);
});
