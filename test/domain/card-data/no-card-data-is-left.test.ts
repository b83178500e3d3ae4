import { redactArchivedText } from '../../../src/domain/card-data/redact-archived-text.ts';
import { redactCardData } from '../../../src/domain/card-data/redact-card-data.ts';
import { envelopeLine } from '../../../src/domain/framing/envelope.ts';
import { findSecrets } from '../../support/card-data/find-secrets.ts';
import { innocentEvent } from '../../support/card-data/innocent.ts';
import { LOOK_ALIKES } from '../../support/card-data/look-alikes.ts';
import { createRandom } from '../../support/card-data/random.ts';
import { FURTHER_KEYS, secretEvent } from '../../support/card-data/secret-events.ts';

/** Longer by far in `npm run test:endurance`. */
const EVENTS = 1_500;
const head = { id: 'a-b', publishedAt: '2026-11-21T03:04:05.678Z', source: 'arn:aws:sns:us-east-1:000000000000:t' };
const lineOf = (body: string) => envelopeLine({ ...head, subject: undefined, attributes: {}, body });

test('no reading of an event, or of its line in the archive, shows a card number or a code that was hidden in it', () => {
  const random = createRandom(20261126);
  const left: unknown[] = [];
  for (let event = 0; event < EVENTS; event += 1) {
    const { body, secrets } = secretEvent(random);
    if (event % 50 === 0) expect(findSecrets(body, secrets)).toEqual(secrets);
    const output =
      event % 2 === 0
        ? redactCardData(body, { codeKeys: FURTHER_KEYS })
        : redactArchivedText(lineOf(body), { codeKeys: FURTHER_KEYS });
    left.push(...findSecrets(output, secrets).map((secret) => ({ secret, body, output })));
  }

  expect(left).toEqual([]);
});

test('an event without card data keeps every byte', () => {
  const random = createRandom(20261127);
  const changed: unknown[] = [];
  for (let event = 0; event < EVENTS; event += 1) {
    const body = innocentEvent(random);
    const output = event % 2 === 0 ? redactCardData(body) : redactArchivedText(lineOf(body));
    if (output !== (event % 2 === 0 ? body : lineOf(body))) changed.push({ body, output });
  }

  expect(changed).toEqual([]);
});

test.each(Object.entries(LOOK_ALIKES).filter(([, { fits }]) => !fits))(
  'a number that no issuer has so long is never masked: %s',
  (_kind, { make }) => {
    const random = createRandom(20261128);
    for (let number = 0; number < 500; number += 1) {
      const body = JSON.stringify({ a: make(random) });

      expect(redactCardData(body)).toBe(body);
    }
  },
);
