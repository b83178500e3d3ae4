/**
 * Keeps the HTTP APIs of a stack in the database and finds the route of a request.
 * Every change takes effect at once, as with AutoDeploy; there are no deployments to choose from.
 */
import * as v from 'valibot';
import type { LocalContext } from '../context.ts';
import { type Row, text } from '../database.ts';
import { AwsError } from '../errors.ts';
import type {
  HttpApiKind,
  HttpApiProperties,
  IntegrationProperties,
  RouteProperties,
  StageProperties,
} from './api-properties.ts';
import { checkProperties } from './api-validation.ts';
import { comparePriority, matchPath, parseRouteKey, type RouteKey } from './route-key.ts';

export interface Api {
  readonly id: string;
  /** Empty for the first API, `/_api/<id>` for the others. */
  readonly prefix: string;
  readonly properties: HttpApiProperties['Api'];
}

export interface MatchedRoute {
  readonly route: RouteProperties;
  readonly integration: IntegrationProperties;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface ApiStore {
  put<K extends HttpApiKind>(kind: K, properties: HttpApiProperties[K], id?: string): string;
  remove(kind: HttpApiKind, apiId: string, id?: string): void;
  has(apiId: string): boolean;
  prefixOf(apiId: string): string;
  /** The API that a path belongs to, and the path below its prefix. */
  apiOf(path: string): { api: Api; path: string } | undefined;
  /** The stage that a path below the prefix names, and the path below the stage. */
  stageOf(apiId: string, path: string): { stage: StageProperties; path: string } | undefined;
  routeOf(apiId: string, method: string, path: string): MatchedRoute | undefined;
}

/** By `<API id>/<id>`, in the order of creation. */
type Tables = { readonly [K in HttpApiKind]: Map<string, HttpApiProperties[K]> };

const optionalText = v.optional(v.string());
const schemas = {
  Api: v.looseObject({
    Name: v.string(),
    ProtocolType: v.string(),
    CorsConfiguration: v.optional(
      v.object({
        AllowCredentials: v.optional(v.boolean()),
        AllowHeaders: v.optional(v.array(v.string())),
        AllowMethods: v.optional(v.array(v.string())),
        AllowOrigins: v.optional(v.array(v.string())),
        ExposeHeaders: v.optional(v.array(v.string())),
        MaxAge: v.optional(v.number()),
      }),
    ),
  }),
  Integration: v.looseObject({
    ApiId: v.string(),
    IntegrationType: v.string(),
    IntegrationUri: v.string(),
    PayloadFormatVersion: optionalText,
    TimeoutInMillis: v.optional(v.number()),
  }),
  Route: v.looseObject({
    ApiId: v.string(),
    RouteKey: v.string(),
    Target: v.string(),
    AuthorizationType: optionalText,
  }),
  Stage: v.looseObject({
    ApiId: v.string(),
    StageName: v.string(),
    StageVariables: v.optional(v.record(v.string(), v.string())),
  }),
  Authorizer: v.looseObject({ ApiId: v.string(), Name: v.string(), AuthorizerType: v.string() }),
};
const kindSchema = v.picklist(['Api', 'Integration', 'Route', 'Stage', 'Authorizer']);

/** The APIs kept in the database, those of an earlier run included. */
export function createApiStore({ database }: Pick<LocalContext, 'database'>, newId: () => string): ApiStore {
  database.define(`
    CREATE TABLE IF NOT EXISTS http_api_resources (
      kind TEXT NOT NULL, id TEXT NOT NULL, api_id TEXT NOT NULL, properties TEXT NOT NULL, PRIMARY KEY (kind, api_id, id));`);
  const tables: Tables = {
    Api: new Map(),
    Integration: new Map(),
    Route: new Map(),
    Stage: new Map(),
    Authorizer: new Map(),
  };
  /** Routes of an API in the order in which they are tried. */
  const sorted = new Map<string, { key: RouteKey; route: RouteProperties }[]>();
  for (const row of database.all('SELECT * FROM http_api_resources ORDER BY rowid')) load(tables, row);

  const remember = <K extends HttpApiKind>(kind: K, apiId: string, id: string, properties: HttpApiProperties[K]) => {
    const table: Map<string, HttpApiProperties[K]> = tables[kind];
    table.set(`${apiId}/${id}`, properties);
  };
  const prefixOf = (apiId: string) => {
    const [first] = tables.Api.keys();
    return first === `${apiId}/${apiId}` || first === undefined ? '' : `/_api/${apiId}`;
  };
  const apis = (): Api[] =>
    [...tables.Api].map(([key, properties]) => {
      const id = key.split('/')[0] ?? key;
      return { id, properties, prefix: prefixOf(id) };
    });
  const routesOf = (apiId: string) => {
    const known = sorted.get(apiId);
    if (known) return known;
    const routes = [...tables.Route.values()]
      .filter((route) => route.ApiId === apiId)
      .flatMap((route) => {
        const key = parseRouteKey(route.RouteKey);
        return key && key !== '$default' ? [{ key, route }] : [];
      })
      .sort((a, b) => comparePriority(a.key, b.key));
    sorted.set(apiId, routes);
    return routes;
  };
  const matched = (route: RouteProperties, parameters: Record<string, string>): MatchedRoute | undefined => {
    const integration = tables.Integration.get(`${route.ApiId}/${route.Target.replace('integrations/', '')}`);
    return integration && { route, integration, parameters };
  };

  return {
    put(kind, properties, id) {
      checkProperties(kind, properties);
      const given = id ?? ('StageName' in properties ? properties.StageName : newId().replaceAll('-', '').slice(0, 10));
      const apiId = 'ApiId' in properties ? properties.ApiId : given;
      if (kind !== 'Api' && !tables.Api.has(`${apiId}/${apiId}`)) {
        throw new AwsError('NotFoundException', `Invalid API identifier specified ${apiId}`, { status: 404 });
      }
      database.run(
        `INSERT INTO http_api_resources (kind, id, api_id, properties) VALUES (?, ?, ?, ?)
         ON CONFLICT (kind, api_id, id) DO UPDATE SET properties = excluded.properties`,
        kind,
        given,
        apiId,
        JSON.stringify(properties),
      );
      remember(kind, apiId, given, properties);
      sorted.clear();
      return given;
    },
    remove(kind, apiId, id = apiId) {
      const everything = kind === 'Api';
      database.run(
        'DELETE FROM http_api_resources WHERE api_id = ? AND (? OR (kind = ? AND id = ?))',
        apiId,
        Number(everything),
        kind,
        id,
      );
      for (const table of everything ? Object.values(tables) : [tables[kind]]) {
        for (const key of table.keys())
          if (key === `${apiId}/${id}` || (everything && key.startsWith(`${apiId}/`))) table.delete(key);
      }
      sorted.clear();
    },
    has: (apiId) => tables.Api.has(`${apiId}/${apiId}`),
    prefixOf,
    apiOf(path) {
      const all = apis();
      const below = all.find(({ prefix }) => prefix !== '' && (path === prefix || path.startsWith(`${prefix}/`)));
      const api = below ?? all.find(({ prefix }) => prefix === '');
      return api && { api, path: path.slice(api.prefix.length) || '/' };
    },
    stageOf(apiId, path) {
      const name = path.split('/')[1] ?? '';
      // The default stage has no segment of its own (API Gateway guide, "Stages for HTTP APIs").
      const named = name === '$default' ? undefined : tables.Stage.get(`${apiId}/${name}`);
      if (named) return { stage: named, path: path.slice(name.length + 1) || '/' };
      const stage = tables.Stage.get(`${apiId}/$default`);
      return stage && { stage, path };
    },
    routeOf(apiId, method, path) {
      for (const { key, route } of routesOf(apiId)) {
        const parameters = key.method === method || key.method === 'ANY' ? matchPath(key, path) : undefined;
        if (parameters) return matched(route, parameters);
      }
      const fallback = [...tables.Route.values()].find(
        (route) => route.ApiId === apiId && route.RouteKey === '$default',
      );
      return fallback && matched(fallback, {});
    },
  };
}

function load(tables: Tables, row: Row): void {
  const kind = v.parse(kindSchema, text(row, 'kind'));
  const key = `${text(row, 'api_id')}/${text(row, 'id')}`;
  const properties: unknown = JSON.parse(text(row, 'properties'));
  if (kind === 'Api') tables.Api.set(key, v.parse(schemas.Api, properties));
  else if (kind === 'Integration') tables.Integration.set(key, v.parse(schemas.Integration, properties));
  else if (kind === 'Route') tables.Route.set(key, v.parse(schemas.Route, properties));
  else if (kind === 'Stage') tables.Stage.set(key, v.parse(schemas.Stage, properties));
  else tables.Authorizer.set(key, v.parse(schemas.Authorizer, properties));
}
