/**
 * Loads a function's module and its handler, as Lambda's Node.js runtime does (aws-lambda-ric 4.0.2, function/).
 * Streaming handlers are left out.
 */
import { createRequire } from 'node:module';
import { codeOf } from '../../../domain/errors.ts';
import type { IsolateSetup } from './isolate-protocol.ts';
import { runtimeError, startError } from './runtime-failure.ts';

/** Answers an event, or a promise for it. */
export type Handler = (event: unknown, context: object) => unknown;

type Callback = (error: unknown, result?: unknown) => void;

const CALLBACK_GONE =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

/** The handler that `setup` names; throws what loading throws, or an error that names what is missing. */
export async function loadHandler(
  setup: Pick<IsolateSetup, 'file' | 'handler' | 'exported' | 'runtime'>,
): Promise<Handler> {
  const loaded = await loadModule(setup.file).catch((error: unknown) => {
    throw startError(error);
  });
  const handler = exportedBy(loaded, setup.exported) || exportedBy(defaultOf(loaded), setup.exported);
  if (!handler) throw runtimeError('HandlerNotFound', `${setup.handler} is undefined or not exported`);
  if (typeof handler !== 'function') throw runtimeError('HandlerNotFound', `${setup.handler} is not a function`);
  if (isFormerRuntime(setup)) return callingBack((...parameters) => Reflect.apply(handler, undefined, parameters));
  if (handler.length >= 3) throw runtimeError('CallbackHandlerDeprecated', CALLBACK_GONE);
  return handler.bind(undefined);
}

/** Before Node.js 24, Lambda's client knew callbacks, and told itself what nobody had caught. */
export function isFormerRuntime({ runtime }: Pick<IsolateSetup, 'runtime'>): boolean {
  return Number(/\d+/.exec(runtime)?.[0] ?? 24) < 24;
}

/** Before Node.js 24 a handler answers through its callback, unless it returns something. */
function callingBack(handler: (event: unknown, context: object, callback: Callback) => unknown): Handler {
  return (event, context) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const returned = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    return returned === undefined ? promise : returned;
  };
}

function exportedBy(module: unknown, path: string): unknown {
  let found = module;
  for (const part of path.split('.'))
    found = typeof found === 'object' && found !== null ? Reflect.get(found, part) : undefined;
  return found;
}

function defaultOf(module: unknown): unknown {
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
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
