import * as v from 'valibot';
import { explainFilterMatch, matchFilterPolicy, scalarText } from '../../domain/filter-policy/index.ts';
import { recordOf } from '../../domain/record-of.ts';
import { compilePolicy } from '../../operator/compile-policy.ts';
import { UsageError } from '../line/errors.ts';
import type { Session } from '../line/session.ts';
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
export async function filterTest(
  session: Pick<Session, 'report' | 'terminal'>,
  { policy, event, scope = 'MessageAttributes' }: { policy: string; event: string; scope?: string | undefined },
): Promise<number> {
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
}

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
