import { redactionRules } from '../../../src/domain/card-data/redaction-rules.ts';

test('say nothing where the environment says nothing', () => {
  expect(redactionRules({})).toEqual({ exempt: [], codeKeys: [] });
  expect(redactionRules({ REDACTION_EXEMPT_PATHS: '', VERIFICATION_CODE_KEYS: '' })).toEqual({
    exempt: [],
    codeKeys: [],
  });
});

test('are the exempt fields and the further keys of codes', () => {
  expect(
    redactionRules({ REDACTION_EXEMPT_PATHS: '/id', VERIFICATION_CODE_KEYS: 'otp, secure-code,Prüf_Ziffer' }),
  ).toEqual({
    exempt: [['id']],
    codeKeys: ['otp', 'secure-code', 'Prüf_Ziffer'],
  });
});

test.each(['otp,', ',', ' ', '--', 'otp;pin', '"otp"', 'a,/payment/otp'])(
  'refuse %j for keys',
  (VERIFICATION_CODE_KEYS) => {
    expect(() => redactionRules({ VERIFICATION_CODE_KEYS })).toThrow(
      'is no key: write names of letters and digits with commas between, as in otp,secure-code',
    );
  },
);

test('refuse keys that are longer than a parameter', () => {
  expect(redactionRules({ VERIFICATION_CODE_KEYS: 'k'.repeat(512) }).codeKeys).toHaveLength(1);
  expect(() => redactionRules({ VERIFICATION_CODE_KEYS: 'k'.repeat(513) })).toThrow('has at most 512 characters');
});
