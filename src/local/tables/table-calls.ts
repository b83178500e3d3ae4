/**
 * What the stack and the tables' thread post to each other.
 * It stands in for DynamoDB's wire; what a call and an answer hold is the engine's.
 */
import * as v from 'valibot';

/** Calls to the thread: `operation` is DynamoDB's name or `close`, `input` the JSON text. */
export const callsSchema = v.array(v.object({ id: v.number(), operation: v.string(), input: v.string() }));

/** Its answers, each to the call of its id. */
export const answersSchema = v.array(v.object({ id: v.number(), status: v.number(), body: v.string() }));
