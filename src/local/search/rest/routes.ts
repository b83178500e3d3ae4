/**
 * Stands in for OpenSearch's REST controller: finds the operation of a method and path and checks its parameters.
 * Content types other than JSON are not done; an unknown path is OpenSearch's "no handler found".
 */
import { decodePercent } from '../../endpoint/percent-decoding.ts';
import { isObject, type Json, parseJson } from '../json.ts';
import { notDone, parsingError, SearchError } from '../search-error.ts';
import { COMMON, type Parameters } from './parameters.ts';

/** A request to one domain, its path taken apart. */
export interface Call {
  readonly domain: string;
  readonly method: string;
  /** The `{name}` parts of the route's path, decoded. */
  readonly parts: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly text: string;
  /** The body as a JSON object; an empty body is an empty object. */
  json(): Json;
  /** True when the next entry of a bulk is to be refused. */
  readonly rejectNext: (() => boolean) | undefined;
  /** True when a flag is given, as `?flag` or `?flag=true`. */
  flag(name: string): boolean;
}

export interface Answer {
  readonly status?: number;
  /** JSON, or text for `_cat`. */
  readonly body: Json | readonly unknown[] | string;
  /** True for the text of a document, of which `filter_path` takes nothing away. */
  readonly isDocument?: boolean;
}

export interface Route {
  /** The API's name in OpenSearch's REST specification, by which faults know it. */
  readonly name: string;
  readonly methods: readonly string[];
  readonly path: string;
  /** Beside those that every operation takes. */
  readonly parameters?: Parameters;
  run(call: Call): Answer;
}

/** APIs of OpenSearch that are not done, each refused by name. */
const OTHER_APIS = new Set([
  '_analyze',
  '_close',
  '_component_template',
  '_data_stream',
  '_explain',
  '_field_caps',
  '_ingest',
  '_mget',
  '_msearch',
  '_mtermvectors',
  '_nodes',
  '_open',
  '_pit',
  '_plugins',
  '_rank_eval',
  '_reindex',
  '_render',
  '_rollover',
  '_scripts',
  '_search_shards',
  '_segments',
  '_shrink',
  '_snapshot',
  '_split',
  '_tasks',
  '_template',
  '_termvectors',
  '_update_by_query',
  '_validate',
]);

/** The route of a request and the parts of its path; throws SearchError when there is none. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; parts: Record<string, string> } {
  const wanted = path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decodePercent(part) ?? part);
  const methods = new Set<string>();
  for (const route of routes) {
    const parts = matchPath(route.path, wanted);
    if (!parts) continue;
    if (route.methods.includes(method)) return { route, parts };
    for (const allowed of route.methods) methods.add(allowed);
  }
  const api = wanted.find((part) => OTHER_APIS.has(part));
  if (api) throw notDone(`the API [${api}]`);
  const uri = `/${path.replace(/^\//, '')}`;
  if (methods.size > 0) {
    throw new SearchError(
      405,
      'method_not_allowed',
      `Incorrect HTTP method for uri [${uri}] and method [${method}], allowed: [${[...methods].join(', ')}]`,
    );
  }
  throw new SearchError(400, 'illegal_argument_exception', `no handler found for uri [${uri}] and method [${method}]`);
}

/** Throws for a query parameter that the route does not take, or whose value it does not perform. */
export function checkParameters(route: Route, path: string, query: URLSearchParams): void {
  for (const [name, value] of query) {
    const rule = [route.parameters ?? {}, COMMON].find((rules) => Object.hasOwn(rules, name))?.[name];
    if (!rule) {
      throw new SearchError(
        400,
        'illegal_argument_exception',
        `request [${path}] contains unrecognized parameter: [${name}]`,
      );
    }
    rule(value, name);
  }
}

function matchPath(pattern: string, wanted: readonly string[]): Record<string, string> | undefined {
  const expected = pattern.split('/').filter((part) => part !== '');
  if (expected.length !== wanted.length) return undefined;
  const parts: Record<string, string> = {};
  for (const [i, part] of expected.entries()) {
    const given = wanted[i] ?? '';
    if (!part.startsWith('{')) {
      if (part !== given) return undefined;
    } else {
      // Only `_all` begins with an underscore and is not an API's name.
      if (part === '{index}' && given.startsWith('_') && given !== '_all') return undefined;
      parts[part.slice(1, -1)] = given;
    }
  }
  return parts;
}

/** The JSON object in a body. */
export function parseBody(text: string): Json {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    throw new SearchError(400, 'parse_exception', `Failed to parse request body: ${String(cause)}`, {}, cause);
  }
  if (!isObject(value)) throw parsingError('request body is required to be a JSON object');
  return value;
}
