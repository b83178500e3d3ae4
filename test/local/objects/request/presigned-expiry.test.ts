import { createClock, createManualClock } from '../../../../src/local/clock.ts';
import { checkPresignedExpiry } from '../../../../src/local/objects/request/presigned-expiry.ts';

const NOW = Date.UTC(2026, 0, 15, 10, 30);
const presigned = (values: Record<string, string>) => ({
  query: new URLSearchParams({ 'X-Amz-Credential': 'a/20260115/us-east-1/s3/aws4_request', ...values }),
});

test('a presigned address holds to the end of its last second', () => {
  const clock = createManualClock(NOW);
  const request = presigned({ 'X-Amz-Date': '20260115T103000Z', 'X-Amz-Expires': '60' });

  clock.advance(60_000);
  expect(() => checkPresignedExpiry(request, clock)).not.toThrow();
  clock.advance(1000);
  expect(() => checkPresignedExpiry(request, clock)).toThrow(
    expect.objectContaining({
      ...{ code: 'AccessDenied', status: 403, message: 'Request has expired' },
      elements: { 'X-Amz-Expires': '60', Expires: '2026-01-15T10:31:00Z', ServerTime: '2026-01-15T10:31:01Z' },
    }),
  );
});

test('an address of the older signature holds until the second that it names', () => {
  const clock = createManualClock(NOW);
  const request = { query: new URLSearchParams({ AWSAccessKeyId: 'a', Signature: 'b', Expires: String(NOW / 1000) }) };

  expect(() => checkPresignedExpiry(request, clock)).not.toThrow();
  clock.advance(1000);
  expect(() => checkPresignedExpiry(request, clock)).toThrow(
    expect.objectContaining({
      ...{ code: 'AccessDenied', status: 403, message: 'Request has expired' },
      elements: { Expires: '2026-01-15T10:30:00Z', ServerTime: '2026-01-15T10:30:01Z' },
    }),
  );
});

test('what was signed by the machine’s time expires by the local clock, and no sooner', () => {
  let real = NOW;
  const clock = createClock({ advancedMs: 30 * 86_400_000, realNow: () => real });
  const request = presigned({ 'X-Amz-Date': '20260115T103000Z', 'X-Amz-Expires': '60' });

  real += 30_000;
  expect(() => checkPresignedExpiry(request, clock)).not.toThrow();
  clock.advance(31_000);
  expect(() => checkPresignedExpiry(request, clock)).toThrow('Request has expired');
  const again = presigned({ 'X-Amz-Date': '20260115T103030Z', 'X-Amz-Expires': '60' });
  real += 1000;
  expect(() => checkPresignedExpiry(again, clock)).not.toThrow();
  clock.stop();
});

const missing =
  'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.';
test.each<[Record<string, string>, string]>([
  [{}, missing],
  [{ 'X-Amz-Date': '20260115T103000Z' }, missing],
  [{ 'X-Amz-Expires': '60' }, missing],
  [
    { 'X-Amz-Date': '2026-01-15', 'X-Amz-Expires': '60' },
    "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
  ],
  [
    { 'X-Amz-Date': '20261315T103000Z', 'X-Amz-Expires': '60' },
    "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
  ],
  [{ 'X-Amz-Date': '20260115T103000Z', 'X-Amz-Expires': 'soon' }, 'X-Amz-Expires should be a number'],
  [{ 'X-Amz-Date': '20260115T103000Z', 'X-Amz-Expires': '-1' }, 'X-Amz-Expires must be non-negative'],
  [
    { 'X-Amz-Date': '20260115T103000Z', 'X-Amz-Expires': '604801' },
    'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
  ],
])('%j does not say when it expires', (values, message) => {
  expect(() => checkPresignedExpiry(presigned(values), createManualClock(NOW))).toThrow(
    expect.objectContaining({ code: 'AuthorizationQueryParametersError', status: 400, message }),
  );
});

test('a week is the longest, and an older signature must say a number', () => {
  const clock = createManualClock(NOW);

  expect(() =>
    checkPresignedExpiry(presigned({ 'X-Amz-Date': '20260115T103000Z', 'X-Amz-Expires': '604800' }), clock),
  ).not.toThrow();
  expect(() =>
    checkPresignedExpiry({ query: new URLSearchParams({ AWSAccessKeyId: 'a', Expires: 'soon' }) }, clock),
  ).toThrow(expect.objectContaining({ code: 'AccessDenied', status: 403 }));
  expect(() => checkPresignedExpiry({ query: new URLSearchParams({ Expires: '1' }) }, clock)).not.toThrow();
});
