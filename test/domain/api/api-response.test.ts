import { acceptedOrder, refusalOf } from '../../../src/domain/api/api-response.ts';
import {
  InvalidDocumentError,
  KeyReusedError,
  MessageTooLargeError,
  RequestInProgressError,
  UnsendableMessageError,
} from '../../../src/domain/errors.ts';
import { checkoutMessage } from '../../../src/domain/order/checkout-message.ts';
import { checkoutBody } from '../../support/checkout.ts';

test.each([
  ['"o-1"', '{"id":"o-1","messageId":"m"}'],
  ['"a\\"b"', '{"id":"a\\"b","messageId":"m"}'],
  ['12345678901234567890', '{"id":12345678901234567890,"messageId":"m"}'],
])('an order with the id %s is answered with that id', (id, answer) => {
  const order = checkoutMessage(checkoutBody('o-0', 1).replace('"o-0"', id), 0);

  expect(acceptedOrder(order, 'm')).toBe(answer);
});

test.each([
  [400, new InvalidDocumentError([{ path: 'a', message: 'is required' }]), [{ path: 'a', message: 'is required' }]],
  [409, new RequestInProgressError('It is.'), undefined],
  [413, new MessageTooLargeError('It is.'), undefined],
  [422, new KeyReusedError('It was.'), undefined],
])('a request at fault gets %i with its reason', (statusCode, error, problems) => {
  const answer = refusalOf(error);

  expect(answer).toMatchObject({ statusCode, headers: { 'content-type': 'application/json' } });
  expect(JSON.parse(answer.body)).toEqual({ message: error.message, ...(problems && { problems }) });
});

test('what is no fault of the request is thrown on', () => {
  const error = new UnsendableMessageError('ours');

  expect(() => refusalOf(error)).toThrow(error);
});
