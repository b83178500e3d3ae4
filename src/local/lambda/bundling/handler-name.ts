/**
 * The handler string of a Lambda function, read as Lambda's own Node.js runtime does.
 * Modules found only by Node's package resolution (layers) are left out.
 */
import { basename, dirname, join } from 'node:path';

export interface HandlerName {
  /** The module's path without extension, relative to the code. */
  readonly path: string;
  /** The export, possibly nested: `handler` or `routes.get`. */
  readonly exported: string;
}

/** Splits at the first dot of the base name: `a/replay.handler.run` is the file `a/replay` and the export `handler.run`. */
export function splitHandler(handler: string): HandlerName {
  const base = basename(handler);
  const dot = base.indexOf('.');
  if (dot < 1 || handler.includes('..')) return { path: handler, exported: '' };
  return { path: join(dirname(handler), base.slice(0, dot)), exported: base.slice(dot + 1) };
}

/**
 * The built file that a handler names, or undefined. A single entry point is built flat, so a handler's folder
 * only counts where the file is really there; `.js` wins over `.mjs`, as in the runtime.
 */
export function findHandlerFile(handler: string, files: readonly string[]): string | undefined {
  const { path, exported } = splitHandler(handler);
  if (exported === '') return undefined;
  for (const candidate of [path, basename(path)]) {
    for (const extension of ['.js', '.mjs', '.cjs']) {
      if (files.includes(candidate + extension)) return candidate + extension;
    }
  }
  return undefined;
}
