import { Command, CommanderError } from 'commander';
import * as v from 'valibot';
import { flag, optionalPositional, positional, textOr, toggle, wholeNumber } from '../../../src/cli/line/args.ts';
import { command, group } from '../../../src/cli/line/command.ts';
import { openSession, type Session } from '../../../src/cli/line/session.ts';
import { createMemoryTerminal, createSteppingClock } from '../memory-terminal.ts';

const greeted = v.strictObject({
  greeted: v.string(),
  times: v.number(),
  asides: v.array(v.strictObject({ said: v.string() })),
});

const greet = (report: (session: Session<v.InferInput<typeof greeted>>, args: object) => void) =>
  command({
    name: 'greet',
    description: 'say hello',
    args: {
      who: positional('name', 'who is greeted'),
      title: optionalPositional('title', 'what goes before the name'),
      howOften: flag('n', 'how often', wholeNumber),
      tone: textOr('kind', 'tone', 'how it sounds'),
      softVoice: toggle('be quiet'),
    },
    result: greeted,
    run: async (session, args) => report(session, args),
  });

const session = () => {
  const memory = createMemoryTerminal();
  const globals = { local: true, json: true, debug: false };
  return {
    ...memory,
    session: openSession(globals, { terminal: memory.terminal, clock: createSteppingClock(), env: {} }),
  };
};

/** What a command line asks for, and the help that is printed. */
function parse(word: ReturnType<typeof greet>, ...argv: string[]) {
  const program = new Command('forks').exitOverride();
  const printed: string[] = [];
  program.configureOutput({ writeErr: () => {}, writeOut: (text) => printed.push(text) });
  const asked: ((session: Session) => Promise<number> | Promise<void>)[] = [];
  group({ name: 'polite', description: 'manners', commands: [word] }).addTo(program, (run) => asked.push(run));
  try {
    program.parse(['polite', 'greet', ...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { printed: printed.join(''), asked, refused: error.message };
  }
  return { printed: printed.join(''), asked, refused: undefined };
}

describe('a declared command', () => {
  test.each([
    { argv: ['Ada'], args: { who: 'Ada', tone: 'kind', softVoice: false } },
    {
      argv: ['Ada', 'Countess', '--how-often', '3', '--tone', 'warm', '--soft-voice'],
      args: { who: 'Ada', title: 'Countess', howOften: 3, tone: 'warm', softVoice: true },
    },
  ])('is run with what was typed, by its names: $argv', async ({ argv, args }) => {
    const seen: object[] = [];

    const { asked } = parse(
      greet((_, given) => seen.push(given)),
      ...argv,
    );
    await asked[0]?.(session().session);

    expect(seen).toEqual([args]);
  });

  test.each([
    { argv: [], line: "error: missing required argument 'name'" },
    {
      argv: ['Ada', '--how-often', '0'],
      line: "error: option '--how-often <n>' argument '0' is invalid. It must be a whole number above 0.",
    },
    { argv: ['Ada', '--loud'], line: "error: unknown option '--loud'" },
  ])('is refused with what is wrong: $argv', ({ argv, line }) => {
    expect(
      parse(
        greet(() => {}),
        ...argv,
      ).refused,
    ).toContain(line);
  });

  test('lists in its help its flags, and the keys of its JSON at every level', () => {
    const { printed } = parse(
      greet(() => {}),
      '--help',
    );

    expect(printed).toContain('--how-often <n>');
    expect(printed).toContain('how it sounds (default: "kind")');
    expect(printed).toContain('With --json, keys: greeted, times, asides\n  asides: said\n');
  });

  test.each([
    { what: 'the promised keys', document: { greeted: 'Ada', times: 1, asides: [{ said: 'hm' }] }, kept: true },
    { what: 'a key missing', document: { greeted: 'Ada', asides: [] }, kept: false },
    { what: 'a key that no help names', document: { greeted: 'Ada', times: 1, asides: [], mood: 'good' }, kept: false },
    {
      what: 'one further down',
      document: { greeted: 'Ada', times: 1, asides: [{ said: 'hm', by: 'Bob' }] },
      kept: false,
    },
  ])('fails a test that hears it report $what: $kept', async ({ document, kept }) => {
    const { session: of, printed } = session();

    const { asked } = parse(
      greet((given) => given.report(document as v.InferInput<typeof greeted>, [])),
      'Ada',
    );
    const ended = await asked[0]?.(of).then(
      () => true,
      () => false,
    );

    expect({ ended, printed: printed.length }).toEqual({ ended: kept, printed: kept ? 1 : 0 });
  });
});
