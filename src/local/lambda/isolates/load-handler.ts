/**
 * Loads a function's module and its handler, as Lambda's Node.js runtime does (UserFunction.js of its client).
 * Streaming handlers are left out.
 */
import { createRequire } from 'node:module';
import { codeOf } from '../../../domain/errors.ts';
import type { IsolateSetup } from './isolate-protocol.ts';

/** Answers an event; rejects with what the function throws or hands to its callback. */
export type Handler = (event: unknown, context: object) => Promise<unknown>;

type Callback = (error: unknown, result?: unknown) => void;

/** The handler that `setup` names; throws what loading throws, or an error that names what is missing. */
export async function loadHandler(
  setup: Pick<IsolateSetup, 'file' | 'handler' | 'exported' | 'runtime'>,
): Promise<Handler> {
  let found = await loadModule(setup.file);
  for (const part of setup.exported.split('.')) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, part) : undefined;
  }
  if (found === undefined) throw handlerNotFound(`${setup.handler} is undefined or not exported`);
  if (typeof found !== 'function') throw handlerNotFound(`${setup.handler} is not a function`);
  const handler = found;
  const isCallbackGone = Number(/\d+/.exec(setup.runtime)?.[0] ?? 24) >= 24;
  if (!isCallbackGone) return callingBack((...parameters) => Reflect.apply(handler, undefined, parameters));
  if (handler.length >= 3) throw callbackGone();
  return async (event, context) => Reflect.apply(handler, undefined, [event, context]);
}

/** Before Node.js 24 a handler answers through its callback, unless it returns something. */
function callingBack(handler: (event: unknown, context: object, callback: Callback) => unknown): Handler {
  return async (event, context) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const returned = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    return returned === undefined ? promise : returned;
  };
}

async function loadModule(file: string): Promise<unknown> {
  if (file.endsWith('.mjs')) return import(file);
  try {
    return createRequire(file)(file);
  } catch (error) {
    if (codeOf(error) === 'ERR_REQUIRE_ASYNC_MODULE') return import(file);
    throw error;
  }
}

function handlerNotFound(message: string): Error {
  return Object.assign(new Error(message), { name: 'Runtime.HandlerNotFound' });
}

function callbackGone(): Error {
  return Object.assign(
    new Error(
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    ),
    { name: 'Runtime.CallbackHandlerDeprecated' },
  );
}
