import { runForks } from '../../src/cli/run-forks.ts';
import { createMemoryTerminal, createSteppingClock } from './memory-terminal.ts';

async function run(...argv: string[]) {
  const { terminal, printed, warned } = createMemoryTerminal();
  const code = await runForks(argv, { terminal, clock: createSteppingClock(), env: {} });
  return { code, printed, warned };
}

const policy = ['--policy', '{"amount":[{"numeric":[">=",100]}]}'];
const event = (amount: string) => [
  '--event',
  JSON.stringify({ Message: '', MessageAttributes: { amount: { DataType: 'Number', StringValue: amount } } }),
];

describe('forks', () => {
  test.each([
    { argv: [], line: 'forks: the command is incomplete: forks --help lists the commands' },
    { argv: ['replay'], line: 'forks: the command is incomplete: forks --help lists the commands' },
    { argv: ['stat'], line: "forks: unknown command 'stat' (Did you mean status?) (see forks --help)" },
    { argv: ['status', '--nope'], line: "forks: unknown option '--nope' (see forks --help)" },
    { argv: ['publish'], line: "forks: missing required argument 'file' (see forks --help)" },
    { argv: ['status', 'extra'], line: /too many arguments/ },
    { argv: ['publish', 'x', '--rate', '-1'], line: /--rate <n>' argument '-1' is invalid/ },
    { argv: ['publish', 'x', '--count', '1.5'], line: /--count <n>' argument '1.5' is invalid/ },
    {
      argv: ['search', 'dashboards', '--port', '65536'],
      line: /'65536' is invalid. It must be a port: a whole number/,
    },
    { argv: ['--endpoint', 'somewhere', 'status'], line: /argument 'somewhere' is invalid/ },
    { argv: ['--local', '--endpoint', 'http://127.0.0.1:1', 'status'], line: /exclude each other/ },
    { argv: ['--local', 'status', '--profile', 'me'], line: /--profile is for real AWS/ },
    { argv: ['bug', 'maybe', '--local'], line: "forks: 'maybe' is neither on nor off: forks bug on|off" },
    { argv: ['logs', 'x', '--since', 'yesterday', '--local'], line: /'yesterday' is no time/ },
    { argv: ['filter', 'test', '--policy', '{}'], line: /required option '--event <e>' not specified/ },
  ])('answers wrong usage with code 2 and one line: forks $argv', async ({ argv, line }) => {
    const { code, printed, warned } = await run(...argv);

    expect({ code, printed, warned }).toEqual({
      code: 2,
      printed: [],
      warned: [typeof line === 'string' ? line : expect.stringMatching(line)],
    });
    expect(warned[0]).not.toContain('\n');
  });

  test('says what to do when nothing listens, with code 1', async () => {
    const { code, warned } = await run('--endpoint', 'http://127.0.0.1:9', 'status');

    expect(code).toBe(1);
    expect(warned).toEqual([
      'forks: nothing answers at http://127.0.0.1:9: start the local stack with npm start, or name its port with --endpoint URL',
    ]);
  });

  test('prints the stack of an error with --debug alone', async () => {
    const { warned } = await run('bug', 'maybe', '--local', '--debug');

    expect(warned.slice(0, 2)).toEqual([expect.stringMatching(/^forks: /), expect.stringMatching(/^UsageError: /)]);
    expect(warned[2]).toContain('bug.ts');
  });

  test.each([['--help'], ['help'], ['status', '--help'], ['replay', 'start', '--help'], ['help', 'publish']])(
    'prints its help with code 0: %s',
    async (...argv) => {
      const { code, printed, warned } = await run(...argv);

      expect({ code, warned }).toEqual({ code: 0, warned: [] });
      expect(printed.join('\n')).toContain('--endpoint <url>');
    },
  );

  test.each([
    'status',
    'publish',
    'logs',
    'bug',
    'trace',
    'replay start',
    'replay stop',
    'replay status',
    'filter test',
    'search shipping-time',
    'search products',
    'search payment-methods',
    'search revenue',
    'search template',
    'search reindex',
    'search dashboards',
  ])('names the keys of --json in the help of %s', async (command) => {
    expect((await run(...command.split(' '), '--help')).printed.join('\n')).toContain('With --json, keys: ');
  });

  test.each([
    { argv: ['--json', 'filter', 'test', ...policy, ...event('100')] },
    { argv: ['filter', 'test', ...policy, ...event('100'), '--json'] },
    { argv: ['filter', '--json', 'test', ...policy, ...event('100')] },
  ])('takes options before and after the command: $argv', async ({ argv }) => {
    const { code, printed } = await run(...argv);

    expect(code).toBe(0);
    expect(printed.map((line) => JSON.parse(line))).toEqual([
      {
        matched: true,
        explanation: 'matches: amount 100 satisfies {"numeric":[">=",100]}',
        decisions: [{ path: 'amount', operator: 'numeric', condition: '{"numeric":[">=",100]}', seen: ['100'] }],
      },
    ]);
  });
});

describe('forks filter test', () => {
  test('exits 0 for a match and 1 for none, and says which clause decided', async () => {
    expect(await run('filter', 'test', ...policy, ...event('120.50'))).toEqual({
      code: 0,
      printed: ['matches: amount 120.5 satisfies {"numeric":[">=",100]}'],
      warned: [],
    });
    expect(await run('filter', 'test', ...policy, ...event('99.99'))).toEqual({
      code: 1,
      printed: ['does not match: amount 99.99 satisfies none of [{"numeric":[">=",100]}]'],
      warned: [],
    });
  });

  test('reads the body with --scope MessageBody', async () => {
    const body = ['--event', JSON.stringify({ Message: '{"payment":{"amount":450.00}}' })];
    const nested = ['--policy', '{"payment":{"amount":[450]}}', '--scope', 'MessageBody'];

    expect((await run('filter', 'test', ...nested, ...body)).code).toBe(0);
  });

  test('takes the attributes of a notification as they are pasted', async () => {
    const pasted = ['--event', '{"Message":"","MessageAttributes":{"amount":{"Type":"Number","Value":"450"}}}'];

    expect((await run('filter', 'test', ...policy, ...pasted)).code).toBe(0);
  });

  test.each([
    {
      what: 'a policy that SNS refuses',
      given: ['--policy', '{"a":"b"}', ...event('1')],
      line: 'forks: FilterPolicy: "a" must be an object or an array',
    },
    {
      what: 'an unknown scope',
      given: [...policy, ...event('1'), '--scope', 'Body'],
      line: 'forks: FilterPolicyScope: Invalid value [Body]. Please use either MessageBody or MessageAttributes',
    },
    {
      what: 'a file that is not there',
      given: ['--policy', 'no-such.json', ...event('1')],
      line: "forks: --policy 'no-such.json' is neither JSON text nor a file that can be read",
    },
    {
      what: 'an event that is not JSON',
      given: [...policy, '--event', '{"Message"'],
      line: 'forks: --event is not JSON: give JSON text, or the name of a file that holds it',
    },
    {
      what: 'an event of another shape',
      given: [...policy, '--event', '{"Message":5}'],
      line: 'forks: --event must be {"Message": text, "MessageAttributes": {name: {"DataType", "StringValue"}}}',
    },
    {
      what: 'an attribute of another shape',
      given: [...policy, '--event', '{"MessageAttributes":{"a":5}}'],
      line: 'forks: the attribute a of --event must be {"DataType": type, "StringValue": text}',
    },
  ])('refuses $what with code 2', async ({ given, line }) => {
    expect(await run('filter', 'test', ...given)).toEqual({ code: 2, printed: [], warned: [line] });
  });
});
