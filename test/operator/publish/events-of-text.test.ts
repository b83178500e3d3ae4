import { readEvents } from '../../../src/operator/publish/events-of-text.ts';

async function events(text: string): Promise<string[]> {
  const read: string[] = [];
  for await (const event of readEvents(lines(text))) read.push(event);
  return read;
}

async function* lines(text: string) {
  yield* text.split('\n');
}

describe('the events of a text', () => {
  test.each([
    { what: 'one a line', text: '{"a":1}\n{"a":2}\n', read: ['{"a":1}', '{"a":2}'] },
    { what: 'without empty lines', text: '\n{"a":1}\n\n  \n{"a":2}', read: ['{"a":1}', '{"a":2}'] },
    { what: 'a single line', text: '{"a": 450.00}\n', read: ['{"a": 450.00}'] },
    { what: 'one document over several lines', text: '{\n  "a": 1\n}\n', read: ['{\n  "a": 1\n}'] },
    { what: 'one document after empty lines', text: '\n[\n1\n]', read: ['[\n1\n]'] },
    { what: 'lines of plain text', text: 'one\ntwo\n', read: ['one', 'two'] },
    { what: 'lines that only begin like a document', text: '{one\n\ntwo', read: ['{one', 'two'] },
    { what: 'nothing', text: '\n \n', read: [] },
    { what: 'spaces kept in a line', text: ' one \ntwo', read: [' one ', 'two'] },
  ])('are $what', async ({ text, read }) => {
    expect(await events(text)).toEqual(read);
  });

  test('come as they are read once a line stands alone', async () => {
    let given = 0;
    async function* endless() {
      for (;;) yield `{"n":${given++}}`;
    }

    for await (const event of readEvents(endless())) {
      if (event === '{"n":5}') break;
    }

    expect(given).toBe(6);
  });

  test('are lines when a document would not fit in a message', async () => {
    const long = ['{', ...Array.from({ length: 3000 }, (_, index) => `"${'x'.repeat(100)}${index}": 1,`)];

    expect(await events(long.join('\n'))).toEqual(long);
  });
});
