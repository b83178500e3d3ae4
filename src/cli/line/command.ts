import { type Command as Commander, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';
import { type Shown, shownOf } from './args.ts';
import { jsonKeys } from './json-keys.ts';
import type { Session } from './session.ts';

/** One command as it is written: what it is called, what it takes, what it reports, and what it does. */
export interface Declaration<Args extends v.ObjectEntries, Result extends v.GenericSchema<object, object>> {
  readonly name: string;
  readonly description: string;
  /** By name; a flag is called by its name in kebab-case. In the order in which they are typed and shown. */
  readonly args: Args;
  /** The JSON document that it reports. */
  readonly result: Result;
  /** True where it reports many documents, a line of JSON each. */
  readonly each?: boolean;
  /** Returns the exit code where that is not 0. What it needs is imported when it runs: the other commands start sooner. */
  run(session: Session<Given<v.InferInput<Result>>>, args: v.InferOutput<v.ObjectSchema<Args, undefined>>): Exit;
}

/** What a command ends with: its exit code; without one it is 0. */
export type Exit = Promise<number> | Promise<void>;

/** A document as it may be given: nothing of it is changed. */
export type Given<Document> = Document extends readonly (infer Item)[]
  ? readonly Given<Item>[]
  : Document extends object
    ? { readonly [Key in keyof Document]: Given<Document[Key]> }
    : Document;

/** A command, or a group of them, that can be put on a command line. */
export interface Word {
  readonly name: string;
  /** Adds it; `offer` is given what there is to do each time it is asked for. */
  addTo(parent: Commander, offer: (run: (session: Session) => Exit) => void): void;
}

/**
 * A command from its one declaration: its flags and their parsers, its help with the keys of its JSON, and its run, whose
 * arguments and report have the types declared.
 *
 * @example
 * export const greet = command({
 *   name: 'greet',
 *   description: 'say hello',
 *   args: { name: positional('name', 'who is greeted'), times: flag('n', 'how often', wholeNumber) },
 *   result: v.strictObject({ greeted: v.string() }),
 *   async run(session, { name, times = 1 }) {
 *     session.report({ greeted: name }, Array.from({ length: times }, () => `Hello ${name}`));
 *   },
 * });
 */
export function command<const Args extends v.ObjectEntries, const Result extends v.GenericSchema<object, object>>(
  declaration: Declaration<Args, Result>,
): Word {
  const { name, description, args, result, each = false } = declaration;
  const shown = Object.entries(args).map(([key, schema]) => ({ key, schema, ...shownOf(schema) }));
  const Arguments = v.object(args);
  return {
    name,
    addTo(parent, offer) {
      const made = parent.command(name).description(description);
      for (const arg of shown) {
        if (arg.kind === 'flag') made.addOption(optionOf(arg));
        else
          made.argument(
            arg.schema.type === 'optional' ? `[${arg.placeholder}]` : `<${arg.placeholder}>`,
            arg.description,
          );
      }
      const [first, ...more] = jsonKeys(result);
      made.addHelpText(
        'after',
        ['', `With --json, keys: ${first}${each ? ' (a line of JSON each)' : ''}`, ...more].join('\n'),
      );
      made.action(() => {
        const positionals = shown
          .filter(({ kind }) => kind === 'positional')
          .map(({ key }, index) => [key, made.args[index]]);
        const given = v.parse(Arguments, { ...made.opts(), ...Object.fromEntries(positionals) });
        offer((session) => declaration.run(reporting(session, result), given));
      });
    },
  };
}

/** A word that only goes before others. */
export function group({
  name,
  description,
  commands,
}: {
  name: string;
  description: string;
  commands: readonly Word[];
}): Word {
  return {
    name,
    addTo(parent, offer) {
      const made = parent.command(name).description(description);
      for (const each of commands) each.addTo(made, offer);
    },
  };
}

/** A flag as commander knows it; its value is read once more, by the schema, when all are there. */
export function optionOf({
  key,
  schema,
  placeholder,
  description,
}: Shown & { key: string; schema: v.GenericSchema }): Option {
  const word = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const option = new Option(placeholder === undefined ? `--${word}` : `--${word} <${placeholder}>`, description);
  if (placeholder === undefined) return option;
  option.argParser((given: string) => {
    const read = v.safeParse(schema, given);
    if (!read.success) throw new InvalidArgumentError(read.issues[0].message);
    return given;
  });
  const standard = v.getDefault(schema);
  if (standard !== undefined) option.default(standard);
  return option.makeOptionMandatory(schema.type !== 'optional');
}

/** The session of a command that promises its report by a schema. */
function reporting<Document extends object>(session: Session, promised: v.GenericSchema): Session<Document> {
  return {
    ...session,
    report(document, lines, form) {
      session.terminal.reported?.(document, promised);
      session.report(document, lines, form);
    },
  };
}
