/** Route keys of HTTP APIs and which of them a request matches (API Gateway guide, "Create routes for HTTP APIs"). Knows no WebSocket keys. */
import { decodePercent } from '../endpoint/percent-decoding.ts';

export interface RouteKey {
  readonly method: string;
  readonly segments: readonly string[];
}

const methods = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** Reads `POST /orders/{id}` or `$default`; undefined for anything else. A greedy variable may only come last. */
export function parseRouteKey(key: string): RouteKey | '$default' | undefined {
  if (key === '$default') return '$default';
  const [, method, path] = /^([A-Z]+) (\/\S*)$/.exec(key) ?? [];
  if (method === undefined || path === undefined || !methods.includes(method)) return undefined;
  const segments = path.split('/').slice(1);
  const isMisplaced = segments.some((segment, index) => /^\{.+\+\}$/.test(segment) && index < segments.length - 1);
  return isMisplaced ? undefined : { method, segments };
}

/** The parameters of a path that fits the key, or undefined. The path is still percent-encoded. */
export function matchPath(key: RouteKey, path: string): Record<string, string> | undefined {
  const parts = path.split('/').slice(1);
  const parameters: Record<string, string> = {};
  for (const [index, segment] of key.segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    const [, name, greedy] = /^\{(.+?)(\+?)\}$/.exec(segment) ?? [];
    if (name === undefined) {
      if (decode(part) !== segment) return undefined;
    } else if (greedy) {
      const rest = parts.slice(index).join('/');
      if (rest === '') return undefined;
      parameters[name] = decode(rest);
      return parameters;
    } else {
      if (part === '') return undefined;
      parameters[name] = decode(part);
    }
  }
  return parts.length === key.segments.length ? parameters : undefined;
}

/** Orders keys so that the first match is API Gateway's: full matches before variables before greedy ones, a method before ANY. */
export function comparePriority(a: RouteKey, b: RouteKey): number {
  const length = Math.max(a.segments.length, b.segments.length);
  for (let index = 0; index < length; index++) {
    const order = rank(a.segments[index]) - rank(b.segments[index]);
    if (order !== 0) return order;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

/** Percent-decoding that leaves a malformed text as it is. */
export function decode(text: string): string {
  return decodePercent(text) ?? text;
}

function rank(segment: string | undefined): number {
  if (segment === undefined) return 3;
  if (/^\{.+\+\}$/.test(segment)) return 2;
  return segment.startsWith('{') ? 1 : 0;
}
