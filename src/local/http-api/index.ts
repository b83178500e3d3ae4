/**
 * Stands in for API Gateway HTTP APIs (v2): Lambda proxy integrations behind routes, on one port of 127.0.0.1.
 * WebSocket APIs, custom domains, VPC links, HTTP integrations, mutual TLS and signature checks are left out.
 */
import { randomUUID } from 'node:crypto';
import type { LocalDoor } from '../../domain/drive-by/local-door.ts';
import type { LocalContext } from '../context.ts';
import type { FunctionInvoker } from '../lambda/index.ts';
import { createApiListener } from './api-listener.ts';
import type { HttpApiKind, HttpApiProperties } from './api-properties.ts';
import { createApiStore } from './api-store.ts';
import { createRequestHandler } from './request-handler.ts';

/** The HTTP APIs of one local stack. */
export interface HttpApis {
  /**
   * Creates a resource, or replaces the one of that id, and returns its id (for a Stage, its name).
   * Throws AwsError with API Gateway's code for what is invalid, and names what the local stack does not perform.
   */
  put<K extends HttpApiKind>(kind: K, properties: HttpApiProperties[K], id?: string): string;
  /** Removes a resource; an API takes its parts with it. */
  remove(kind: HttpApiKind, apiId: string, id?: string): void;
  has(apiId: string): boolean;
  /** The base URL that stands for `https://<id>.execute-api.<region>.amazonaws.com`: no stage, no slash at its end. Known once listening. */
  endpointOf(apiId: string): string;
  /** Listens on 127.0.0.1 and returns the port; port 0 picks a free one. Rejects with EADDRINUSE. */
  listen(port: number): Promise<number>;
  /** Takes no further request and resolves when those under way are answered, or cut off after `withinMs` of real time (30 s). */
  close(withinMs?: number): Promise<void>;
}

/**
 * HTTP APIs for one stack, resuming what its database holds. The first API answers at the port's root, a further one
 * below `/_api/<id>`.
 */
export function createHttpApis(
  context: LocalContext,
  deps: {
    functions: FunctionInvoker;
    newId?: () => string;
    /** Who may call at all; the names of this machine by default. */
    door?: LocalDoor | undefined;
    /** Told of every answer of an API. */
    onAnswer?: (apiId: string, status: number) => void;
  },
): HttpApis {
  const newId = deps.newId ?? randomUUID;
  const store = createApiStore(context, newId);
  const listener = createApiListener(
    createRequestHandler({ ...deps, context, store, newId, onAnswer: deps.onAnswer ?? (() => {}) }),
  );
  return {
    put: store.put,
    remove: store.remove,
    has: store.has,
    endpointOf: (apiId) => `${listener.url()}${store.prefixOf(apiId)}`,
    listen: listener.listen,
    close: (withinMs = 30_000) => listener.close(withinMs),
  };
}
