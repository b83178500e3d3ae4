import { redactArchivedText } from '../../../src/domain/card-data/redact-archived-text.ts';
import { redactCardData } from '../../../src/domain/card-data/redact-card-data.ts';
import { TEST_CARDS } from '../../support/card-numbers.ts';

const CARD = TEST_CARDS.Visa;
const STARS = '*'.repeat(CARD.length);
const zero = '00000000-0000-0000-0000-000000000000';
const begins = `${CARD.slice(0, 8)}-${CARD.slice(8, 12)}-${CARD.slice(12)}-0000-000000000000`;
const ends = `00000000-0000-0000-${CARD.slice(0, 4)}-${CARD.slice(4)}`;

describe('a UUID', () => {
  test.each([begins, ends])('%s stays, wherever it stands', (uuid) => {
    for (const text of [uuid, `${'x '.repeat(50)}${uuid}`, `${uuid} and ${zero}`, `${zero}, ${uuid}.`]) {
      expect(redactCardData(text)).toBe(text);
    }
  });

  test('does not keep a number beside it', () => {
    expect(redactCardData(`${zero}, ${CARD}, ${zero}`)).toBe(`${zero}, ${STARS}, ${zero}`);
    expect(redactCardData(`${CARD}, ${begins}`)).toBe(`${STARS}, ${begins}`);
    expect(redactCardData(`${ends}, ${CARD}`)).toBe(`${ends}, ${STARS}`);
  });

  test('is none with a further hexadecimal digit at either end', () => {
    expect(redactCardData(`a${ends}`)).toBe(`a${ends.replace(/\d{4}-\d{12}$/, '****-************')}`);
    expect(redactCardData(`${begins}a`)).toBe(`${begins.replace(/^\d{8}-\d{4}-\d{4}/, '********-****-****')}a`);
  });
});

describe('the text of a Number attribute', () => {
  test.each([
    ['type', 'value'],
    ['Type', 'Value'],
    ['dataType', 'stringValue'],
    ['DataType', 'StringValue'],
  ])('stays a number, spelled %s and %s', (type, value) => {
    const attribute = (kind: string, text: string) => JSON.stringify({ [type]: kind, [value]: text });

    expect(redactCardData(attribute('Number', CARD))).toBe(attribute('Number', '0'));
    expect(redactCardData(attribute('Number.long', CARD))).toBe(attribute('Number.long', '0'));
    expect(redactCardData(attribute('String', CARD))).toBe(attribute('String', STARS));
    expect(redactCardData(attribute('Numbers', CARD))).toBe(attribute('Numbers', STARS));
    expect(redactCardData(attribute('aNumber', CARD))).toBe(attribute('aNumber', STARS));
    expect(redactCardData(attribute('Number', '7 card-x'))).toBe(attribute('Number', '7 card-x'));
  });
});

describe('an SNS notification', () => {
  const spaced = (members: string[]) => `{  ${members.join('  ,  ')}  }`;
  const head = (more: string[] = []) => [
    '"Type"  :  "Notification"',
    `"MessageId"  :  "${CARD}"`,
    ...more,
    `"TopicArn"  :  "arn:aws:sns:us-east-1:123456789012:t-${CARD}"`,
  ];

  test.each([[[]], [['"SequenceNumber"  :  "10000000000000003000"']]])(
    'keeps its message id and topic with white space between its tokens, and %j',
    (more) => {
      expect(redactArchivedText(spaced([...head(more), `"Message":"${CARD}"`]))).toBe(
        spaced([...head(more), `"Message":"${STARS}"`]),
      );
    },
  );

  test.each([
    ['of another type', (text: string) => text.replace('"Notification"', '"Notifications"')],
    ['with another member before', (text: string) => text.replace('"Type"', '"a":1,"Type"')],
    ['with an escape in its id', (text: string) => text.replace('"MessageId"  :  "', '"MessageId"  :  "\\\\')],
    ['of no topic', (text: string) => text.replace('arn:', 'urn:')],
    ['inside another document', (text: string) => `{"n":"${CARD}","x":${text}}`],
  ])('is none %s, and keeps nothing', (_what, change) => {
    expect(redactArchivedText(change(spaced(head())))).not.toContain(CARD);
  });
});

describe('base64', () => {
  test.each([0, 1, 2])('is padded as it was, %i bytes past a triple', (more) => {
    const encoded = (digits: string) => Buffer.from(`${'x'.repeat(more + 2)}${digits}`).toString('base64');

    expect(redactCardData(encoded(CARD))).toBe(encoded(STARS));
    expect(redactCardData(encoded(CARD).replace(/=+$/, ''))).toBe(encoded(STARS).replace(/=+$/, ''));
  });

  test('is found in a text', () => {
    const text = (digits: string) => `${Buffer.from(`xx${digits}`).toString('base64')} !`;

    expect(redactCardData(text(CARD))).toBe(text(STARS));
  });
});

test('a member of a payment goes by the beginning of its name', () => {
  expect(redactCardData('{"payment":{"my-card-a":1,"card-b":2}}')).toBe('{"payment":{"my-card-a":1}}');
});

test('a byte order mark at the end is text', () => {
  expect(redactCardData('{"payment":{"card-a":1}}\ufeff')).toBe('{"payment":{}}\ufeff');
  expect(redactArchivedText('{"payment":{"card-a":1}}\ufeff')).toBe('{"payment":{}}\ufeff');
});

test('documents behind many beginnings of none are found line by line', () => {
  const broken = '[1,\n'.repeat(20);
  const document = (member: string) => `{"payment":{${member}}}`;

  expect(redactArchivedText(`${broken}${document('"card-a":1')}\n${CARD} and\n`)).toBe(
    `${broken}${document('')}\n${STARS} and\n`,
  );
});
