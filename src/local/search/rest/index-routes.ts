/**
 * Stands in for OpenSearch's index APIs: create, delete, mapping, settings and aliases.
 * Closing, cloning, rollover and field mappings one by one are not done.
 */
import { isObject, type Json, listOf } from '../json.ts';
import { mergeMapping } from '../mapping/mapping.ts';
import { illegalArgument, indexNotFound, parsingError, SearchError } from '../search-error.ts';
import type { IndexState } from '../store/index-state.ts';
import { readAliases } from '../store/indices.ts';
import { flatSettings, nestedSettings } from '../store/settings.ts';
import { wildcardPattern } from '../wildcard.ts';
import type { Stores } from './document-routes.ts';
import { anyText, flag, INDICES, notSet, type Parameters } from './parameters.ts';
import type { Answer, Call, Route } from './routes.ts';
import { indicesOf } from './search-routes.ts';

const READ: Parameters = { ...INDICES, local: flag, flat_settings: notSet, include_defaults: notSet };

const ACKNOWLEDGED: Answer = { body: { acknowledged: true } };

/** The routes of indices. */
export function indexRoutes(stores: Stores): Route[] {
  const { indices, documents } = stores;
  const byName = (call: Call, show: (index: IndexState) => Json): Answer => ({
    body: Object.fromEntries(indicesOf(stores, call).map((index) => [index.name, show(index)])),
  });
  const settingsOf = (index: IndexState): Json => ({
    settings: {
      index: {
        ...nestedSettings({ number_of_shards: '1', number_of_replicas: '1', ...index.settings }),
        provided_name: index.name,
        creation_date: String(index.createdAt),
        uuid: index.uuid,
        version: { created: '137227827' },
      },
    },
  });
  const mappingOf = (index: IndexState): Json => ({ mappings: index.mapping.json });
  const aliasesOf = (index: IndexState): Json => ({ aliases: index.aliases });
  const each = (path: string) => [path, `/{index}${path}`];

  return [
    {
      name: 'indices.create',
      methods: ['PUT'],
      path: '/{index}',
      parameters: { wait_for_active_shards: anyText },
      run(call) {
        const name = call.parts['index'] ?? '';
        const body = call.json();
        for (const key of Object.keys(body)) {
          if (!['settings', 'mappings', 'aliases'].includes(key))
            throw parsingError(`unknown key [${key}] for create index`);
        }
        indices.create(call.domain, name, body);
        return { body: { acknowledged: true, shards_acknowledged: true, index: name } };
      },
    },
    {
      name: 'indices.delete',
      methods: ['DELETE'],
      path: '/{index}',
      parameters: INDICES,
      run(call) {
        for (const index of indicesOf(stores, call, { aliases: false })) documents.removeIndex(index);
        return ACKNOWLEDGED;
      },
    },
    {
      name: 'indices.get',
      methods: ['GET', 'HEAD'],
      path: '/{index}',
      parameters: READ,
      run(call) {
        if (call.method === 'HEAD' && indicesOf(stores, call).length === 0)
          throw indexNotFound(call.parts['index'] ?? '');
        return byName(call, (index) => ({ ...aliasesOf(index), ...mappingOf(index), ...settingsOf(index) }));
      },
    },
    ...each('/_mapping').map(
      (path): Route => ({
        name: 'indices.get_mapping',
        methods: ['GET'],
        path,
        parameters: READ,
        run: (call) => byName(call, mappingOf),
      }),
    ),
    ...each('/_settings').map(
      (path): Route => ({
        name: 'indices.get_settings',
        methods: ['GET'],
        path,
        parameters: READ,
        run: (call) => byName(call, settingsOf),
      }),
    ),
    {
      name: 'indices.put_mapping',
      methods: ['PUT', 'POST'],
      path: '/{index}/_mapping',
      parameters: { ...INDICES, write_index_only: notSet },
      run(call) {
        const addition = call.json();
        const merged = indicesOf(stores, call).map((index) => ({
          index,
          mapping: mergeMapping(index.mapping, addition),
        }));
        if (merged.length === 0) throw indexNotFound(call.parts['index'] ?? '');
        for (const { index, mapping } of merged) {
          index.mapping = mapping;
          indices.save(index);
        }
        return ACKNOWLEDGED;
      },
    },
    {
      name: 'indices.put_settings',
      methods: ['PUT'],
      path: '/{index}/_settings',
      parameters: { ...INDICES, preserve_existing: flag, flat_settings: flag },
      run(call) {
        const body = call.json();
        const settings = flatSettings(body['settings'] ?? body);
        for (const name of ['number_of_shards', 'sort.field']) {
          if (name in settings)
            throw illegalArgument(`Can't update non dynamic settings [[index.${name}]] for open indices`);
        }
        for (const index of indicesOf(stores, call)) {
          index.settings = call.flag('preserve_existing')
            ? { ...settings, ...index.settings }
            : { ...index.settings, ...settings };
          indices.save(index);
        }
        return ACKNOWLEDGED;
      },
    },
    ...aliasRoutes(stores, aliasesOf),
  ];
}

function aliasRoutes(stores: Stores, aliasesOf: (index: IndexState) => Json): Route[] {
  const { indices } = stores;
  const get = (call: Call): Answer => {
    const names = call.parts['name']?.split(',');
    const patterns = names?.map((name) => wildcardPattern(name === '_all' ? '*' : name));
    const shown = indicesOf(stores, call).flatMap((index) => {
      const aliases = Object.entries(index.aliases).filter(
        ([alias]) => !patterns || patterns.some((pattern) => pattern.test(alias)),
      );
      return aliases.length > 0 || !patterns ? [[index.name, { aliases: Object.fromEntries(aliases) }] as const] : [];
    });
    if (patterns && shown.length === 0 && !names?.some((name) => name.includes('*'))) {
      return { status: 404, body: { error: `alias [${call.parts['name']}] missing`, status: 404 } };
    }
    return { body: Object.fromEntries(shown) };
  };
  const concrete = (domain: string, expression: string) =>
    indices.resolve(domain, expression, { aliases: false, allowNoIndices: false });
  const add = (domain: string, expression: string, alias: string, body: Json) => {
    const found = concrete(domain, expression);
    if (indices.get(domain, alias)) {
      throw new SearchError(
        400,
        'invalid_alias_name_exception',
        `Invalid alias name [${alias}]: an index or data stream exists with the same name as the alias`,
      );
    }
    for (const index of found) {
      index.aliases = { ...index.aliases, ...readAliases({ [alias]: body }) };
      indices.save(index);
    }
  };
  const remove = (domain: string, expression: string, alias: string) => {
    const like = wildcardPattern(alias);
    let removed = 0;
    for (const index of concrete(domain, expression)) {
      const kept = Object.entries(index.aliases).filter(([name]) => !like.test(name));
      removed += Object.keys(index.aliases).length - kept.length;
      index.aliases = Object.fromEntries(kept);
      indices.save(index);
    }
    if (removed === 0)
      throw new SearchError(404, 'aliases_not_found_exception', `aliases [${alias}] missing`, {
        'resource.type': 'aliases',
        'resource.id': alias,
      });
  };
  const update = (call: Call): Answer => {
    stores.database.write(() => {
      for (const action of listOf(call.json()['actions'])) {
        const [kind, body] = isObject(action) ? (Object.entries(action)[0] ?? []) : [];
        if (!isObject(body)) throw parsingError('[aliases] each action is an object');
        const names = [...listOf(body['index']), ...listOf(body['indices'])].map(String);
        const aliases = [...listOf(body['alias']), ...listOf(body['aliases'])].map(String);
        const { index, indices: many, alias: one, aliases: several, must_exist, ...options } = body;
        for (const name of names) {
          if (kind === 'remove_index')
            for (const gone of concrete(call.domain, name)) stores.documents.removeIndex(gone);
          for (const alias of aliases) {
            if (kind === 'add') add(call.domain, name, alias, options);
            else if (kind === 'remove') remove(call.domain, name, alias);
          }
        }
        if (kind !== 'add' && kind !== 'remove' && kind !== 'remove_index')
          throw parsingError(`[aliases] unknown field [${String(kind)}]`);
      }
    });
    return ACKNOWLEDGED;
  };
  const paths = ['/_alias', '/_alias/{name}', '/{index}/_alias', '/{index}/_alias/{name}'];
  return [
    ...paths.map(
      (path): Route => ({ name: 'indices.get_alias', methods: ['GET', 'HEAD'], path, parameters: READ, run: get }),
    ),
    ...['/_aliases', '/{index}/_aliases'].map(
      (path): Route => ({
        name: 'indices.get_alias',
        methods: ['GET'],
        path,
        parameters: READ,
        run: (call) => ({
          body: Object.fromEntries(indicesOf(stores, call).map((index) => [index.name, aliasesOf(index)])),
        }),
      }),
    ),
    { name: 'indices.update_aliases', methods: ['POST'], path: '/_aliases', run: update },
    {
      name: 'indices.put_alias',
      methods: ['PUT', 'POST'],
      path: '/{index}/_alias/{name}',
      run(call) {
        add(call.domain, call.parts['index'] ?? '', call.parts['name'] ?? '', call.json());
        return ACKNOWLEDGED;
      },
    },
    {
      name: 'indices.delete_alias',
      methods: ['DELETE'],
      path: '/{index}/_alias/{name}',
      run(call) {
        remove(call.domain, call.parts['index'] ?? '', call.parts['name'] ?? '');
        return ACKNOWLEDGED;
      },
    },
  ];
}
