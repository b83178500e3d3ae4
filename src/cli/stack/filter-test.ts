import * as v from 'valibot';
import { recordOf } from '../../domain/record-of.ts';
import { requiredText, textOr } from '../line/args.ts';
import { command, group } from '../line/command.ts';
import { UsageError } from '../line/errors.ts';
import { textOrFile } from '../line/text-or-file.ts';

const Attribute = v.pipe(
  v.object({
    DataType: v.optional(v.string()),
    Type: v.optional(v.string()),
    StringValue: v.optional(v.string()),
    BinaryValue: v.optional(v.string()),
    Value: v.optional(v.string()),
  }),
  // A notification's attributes are spelled {Type, Value}; an event may be pasted from one.
  v.transform(({ DataType, Type, StringValue, Value, BinaryValue }) => ({
    DataType: DataType ?? Type ?? 'String',
    StringValue: StringValue ?? Value,
    BinaryValue,
  })),
);
const Event = v.object({
  Message: v.optional(v.string(), ''),
  MessageAttributes: v.optional(recordOf(v.unknown()), {}),
});

/** `forks filter test`: whether SNS would deliver an event to a subscription with this policy, and why. Exit code 0 or 1. */
const test = command({
  name: 'test',
  description: 'tell whether SNS would deliver an event to a subscription, and why; exit code 0 if so, else 1',
  args: {
    policy: requiredText('p', 'the filter policy, JSON text or a file'),
    event: requiredText('e', '{"Message","MessageAttributes"}, JSON text or a file'),
    scope: textOr('MessageAttributes', 'scope', 'MessageAttributes or MessageBody'),
  },
  result: v.strictObject({
    matched: v.boolean(),
    explanation: v.string(),
    decisions: v.array(
      v.strictObject({
        path: v.string(),
        operator: v.string(),
        condition: v.string(),
        seen: v.array(v.string()),
      }),
    ),
  }),
  async run(session, { policy, event, scope }) {
    const { compilePolicy } = await import('../../operator/compile-policy.ts');
    const { explainFilterMatch, matchFilterPolicy, scalarText } = await import('../../domain/filter-policy/index.ts');
    const compiled = compilePolicy(await textOrFile('--policy', policy), scope);
    const { Message: body, MessageAttributes } = parseEvent(await textOrFile('--event', event));
    const attributes = Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, value]) => [name, parseAttribute(name, value)]),
    );
    for (const warning of compiled.warnings) session.terminal.warn(`forks: warning: ${warning}`);
    const result = matchFilterPolicy(compiled, { body, attributes });
    const explanation = explainFilterMatch(result);
    const decisions = result.decisions.map((decision) => ({ ...decision, seen: decision.seen.map(scalarText) }));
    session.report({ matched: result.matched, explanation, decisions }, [explanation]);
    return result.matched ? 0 : 1;
  },
});

/** `forks filter test`, the only one of its group. */
export const filter = group({ name: 'filter', description: 'subscription filter policies', commands: [test] });

function parseEvent(text: string): v.InferOutput<typeof Event> {
  const result = v.safeParse(Event, parseJson(text));
  if (result.success) return result.output;
  throw new UsageError('--event must be {"Message": text, "MessageAttributes": {name: {"DataType", "StringValue"}}}');
}

function parseAttribute(name: string, value: unknown) {
  const result = v.safeParse(Attribute, value);
  if (result.success) return result.output;
  throw new UsageError(`the attribute ${name} of --event must be {"DataType": type, "StringValue": text}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError('--event is not JSON: give JSON text, or the name of a file that holds it', { cause });
  }
}
