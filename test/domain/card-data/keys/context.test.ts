import {
  contextBelow,
  IN_PAYMENT,
  isCardMember,
  LABELLED_CODE,
  NOWHERE,
  speaksOfCard,
  UNDER_CARD,
  WITH_CODES,
} from '../../../../src/domain/card-data/keys/context.ts';

test.each([
  ...[
    'payment',
    'Payment',
    'payments',
    'paymentMethod',
    'payment_methods',
    'PAYMENT-DETAILS',
    'paymentinfo',
    'orderPayment',
  ],
  ...['payment instrument', 'paymentdata'],
])('%s is a payment', (key) => {
  expect(contextBelow(key, NOWHERE)).toBe(IN_PAYMENT | WITH_CODES);
});

test.each([
  ...['card', 'Cards', 'cardNumber', 'card_holder', 'creditCard', 'creditcard', 'debit-card', 'ccNumber', 'cc', 'pan'],
  ...['dpan', 'primaryAccountNumber', 'cardnumber', 'CARDHOLDERNAME', 'giftCard', 'ｃａｒｄ'],
])('%s speaks of a card', (key) => {
  expect(contextBelow(key, NOWHERE)).toBe(UNDER_CARD | WITH_CODES);
  expect(speaksOfCard(key)).toBe(key !== 'ｃａｒｄ' && true);
});

test('a card of a payment is both', () => {
  expect(contextBelow('paymentCard', NOWHERE)).toBe(IN_PAYMENT | UNDER_CARD | WITH_CODES);
  expect(contextBelow('card', contextBelow('payment', NOWHERE))).toBe(IN_PAYMENT | UNDER_CARD | WITH_CODES);
});

test.each([
  ...[
    'discard',
    'wildcard',
    'cardinality',
    'cardboard',
    'scorecard',
    'postcard',
    'prepayment',
    'paymaster',
    'company',
    'panel',
  ],
  ...['paymentsystem', 'japan', 'success', 'account', 'cardamom', 'x', '', 'Ключ'],
])('%s says nothing, and keeps what is known', (key) => {
  expect(contextBelow(key, NOWHERE)).toBe(NOWHERE);
  expect(contextBelow(key, IN_PAYMENT | UNDER_CARD | WITH_CODES)).toBe(IN_PAYMENT | UNDER_CARD | WITH_CODES);
  expect(speaksOfCard(key)).toBe(false);
  expect(isCardMember(key)).toBe(false);
});

test.each(['customer', 'Customer', 'shippingAddress', 'items', 'merchant_contact', 'store', 'geo'])(
  '%s has codes of its own, and stays in a payment',
  (key) => {
    expect(contextBelow(key, IN_PAYMENT | UNDER_CARD | WITH_CODES)).toBe(IN_PAYMENT | UNDER_CARD);
  },
);

test('a card of a customer is a card', () => {
  expect(contextBelow('customerCard', NOWHERE)).toBe(UNDER_CARD | WITH_CODES);
  expect(contextBelow('card', contextBelow('customer', IN_PAYMENT))).toBe(IN_PAYMENT | UNDER_CARD | WITH_CODES);
});

test('what an object is named holds for itself alone', () => {
  expect(contextBelow('x', LABELLED_CODE | IN_PAYMENT)).toBe(IN_PAYMENT);
});

test.each([
  ...[
    'card',
    'Cards',
    'card-owner',
    'cardOwner',
    'card_expiry',
    'cardnumber',
    'creditCard',
    'credit-card-number',
    'debitcard',
  ],
  ...['Card Network', 'bankCard', 'ｃａｒｄ-owner'],
])('%s is a card’s member of a payment', (key) => {
  expect(isCardMember(key)).toBe(true);
});

test.each(['my-card', 'giftCard', 'pan', 'ccNumber', 'paymentId', 'credit', 'creditLimit', 'method', ''])(
  '%s is none',
  (key) => {
    expect(isCardMember(key)).toBe(false);
  },
);
