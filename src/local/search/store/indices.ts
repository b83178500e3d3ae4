/**
 * Stands in for the cluster state of a search domain: its indices, aliases and index templates, kept in the database.
 * One shard each and no replicas to place; closing, freezing, shrinking and data streams are not done.
 */
import { randomBytes } from 'node:crypto';
import { integer, type LocalDatabase, type Row, text } from '../../database.ts';
import { isObject, type Json } from '../json.ts';
import { readMapping } from '../mapping/mapping.ts';
import { illegalArgument, indexNotFound, SearchError } from '../search-error.ts';
import { wildcardPattern } from '../wildcard.ts';
import type { IndexState } from './index-state.ts';
import { createTemplates, type Templates } from './index-templates.ts';
import { flatSettings } from './settings.ts';

export interface Indices {
  readonly templates: Templates;
  /** The indices of a domain by name. */
  list(domain: string): IndexState[];
  get(domain: string, name: string): IndexState | undefined;
  /** Creates an index with what the templates and the body say; resource_already_exists_exception when it is there. */
  create(domain: string, name: string, body: Json): IndexState;
  remove(index: IndexState): void;
  /** Writes settings, aliases, mapping and sequence as they are in memory. */
  save(index: IndexState): void;
  /** Indices that an expression names (`a,b*,-c`, aliases, `_all`); index_not_found_exception for a plain name that is not there. */
  resolve(domain: string, expression: string, options?: ResolveOptions): IndexState[];
  /** The index that a write to a name goes to; created when it is not there and `create` allows. */
  writable(domain: string, name: string, create: boolean): IndexState;
  /** Throws index_not_found_exception for a name that is not an alias. */
  requireAlias(domain: string, name: string): void;
  /** Reads an index again, after a change that was rolled back. */
  reload(index: IndexState): void;
}

export interface ResolveOptions {
  readonly ignoreUnavailable?: boolean;
  readonly allowNoIndices?: boolean;
  /** False for a change of the indices themselves: no wildcard matches an alias, and the name of one is refused. */
  readonly aliases?: boolean;
}

/** Opens what the database holds. */
export function createIndices(database: LocalDatabase, now: () => number): Indices {
  database.define(`
    CREATE TABLE IF NOT EXISTS search_indices (
      id INTEGER PRIMARY KEY AUTOINCREMENT, domain TEXT NOT NULL, name TEXT NOT NULL, uuid TEXT NOT NULL, created_at INTEGER NOT NULL,
      settings TEXT NOT NULL, aliases TEXT NOT NULL, mapping TEXT NOT NULL, next_sequence INTEGER NOT NULL, UNIQUE (domain, name)
    );
  `);
  const templates = createTemplates(database);
  const domains = new Map<string, Map<string, IndexState>>();
  const namesOf = (domain: string) => {
    let names = domains.get(domain);
    if (!names) {
      names = new Map();
      domains.set(domain, names);
    }
    return names;
  };
  for (const row of database.all('SELECT * FROM search_indices')) {
    const index = readIndex(row);
    namesOf(index.domain).set(index.name, index);
  }
  const list = (domain: string) => [...namesOf(domain).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const aliased = (domain: string, alias: string) =>
    list(domain).filter((index) => Object.hasOwn(index.aliases, alias));

  const indices: Indices = {
    templates,
    list,
    get: (domain, name) => namesOf(domain).get(name),
    create(domain, name, body) {
      checkIndexName(name);
      const known = namesOf(domain).get(name);
      if (known) {
        throw new SearchError(
          400,
          'resource_already_exists_exception',
          `index [${name}/${known.uuid}] already exists`,
          {
            index: name,
            index_uuid: known.uuid,
          },
        );
      }
      if (aliased(domain, name).length > 0) throw invalidName(name, 'already exists as alias');
      const wanted = templates.apply(domain, name, body);
      const mapping = readMapping(isObject(wanted['mappings']) ? wanted['mappings'] : {});
      const settings = flatSettings(wanted['settings'] ?? {});
      const aliases = readAliases(wanted['aliases'] ?? {});
      const uuid = randomBytes(16).toString('base64url');
      const createdAt = now();
      database.run(
        'INSERT INTO search_indices (domain, name, uuid, created_at, settings, aliases, mapping, next_sequence) VALUES (?, ?, ?, ?, ?, ?, ?, 0)',
        domain,
        name,
        uuid,
        createdAt,
        JSON.stringify(settings),
        JSON.stringify(aliases),
        JSON.stringify(mapping.json),
      );
      const row = database.get('SELECT * FROM search_indices WHERE domain = ? AND name = ?', domain, name);
      if (!row) throw new Error(`index ${name} was not kept`);
      const index = readIndex(row);
      namesOf(domain).set(name, index);
      return index;
    },
    remove(index) {
      database.run('DELETE FROM search_indices WHERE id = ?', index.id);
      namesOf(index.domain).delete(index.name);
    },
    save(index) {
      database.run(
        'UPDATE search_indices SET settings = ?, aliases = ?, mapping = ?, next_sequence = ? WHERE id = ?',
        JSON.stringify(index.settings),
        JSON.stringify(index.aliases),
        JSON.stringify(index.mapping.json),
        index.nextSequence,
        index.id,
      );
    },
    resolve(domain, expression, { ignoreUnavailable = false, allowNoIndices = true, aliases = true } = {}) {
      const found = new Map<string, IndexState>();
      const parts = expression === '' || expression === '_all' ? ['*'] : expression.split(',');
      const named = (name: string) => {
        const index = namesOf(domain).get(name);
        const behind = index ? [index] : aliased(domain, name);
        const refused = !index && behind.length > 0 && !aliases;
        if (ignoreUnavailable) return refused ? [] : behind;
        if (refused) throw matchesAlias(name);
        if (behind.length === 0) throw indexNotFound(name);
        return behind;
      };
      const firstWildcard = parts.findIndex((part) => part.includes('*'));
      for (const [at, part] of parts.entries()) {
        const excluded = part.startsWith('-') && firstWildcard !== -1 && at > firstWildcard;
        const name = excluded ? part.slice(1) : part;
        const wildcard = name.includes('*');
        const matching = wildcard ? matchNames(list(domain), name, aliases) : named(name);
        for (const index of matching) {
          if (!excluded) found.set(index.name, index);
          // An alias that is left out leaves its indices in.
          else if (wildcard || index.name === name) found.delete(index.name);
        }
      }
      if (found.size === 0 && !allowNoIndices) throw indexNotFound(expression);
      return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    requireAlias(domain, name) {
      if (aliased(domain, name).length > 0) return;
      throw new SearchError(
        404,
        'index_not_found_exception',
        `no such index [${name}] and [require_alias] request flag is [true] and [${name}] is not an alias`,
        { index: name },
      );
    },
    writable(domain, name, create) {
      const direct = namesOf(domain).get(name);
      if (direct) return direct;
      const behind = aliased(domain, name);
      const target = behind.find((index) => index.aliases[name]?.['is_write_index'] === true) ?? behind[0];
      if (target && (behind.length === 1 || target.aliases[name]?.['is_write_index'] === true)) return target;
      if (target) {
        throw illegalArgument(
          `no write index is defined for alias [${name}]. The write index may be explicitly disabled using is_write_index=false or the alias points to multiple indices without one being designated as a write index`,
        );
      }
      if (!create) throw indexNotFound(name);
      return indices.create(domain, name, {});
    },
    reload(index) {
      const row = database.get('SELECT * FROM search_indices WHERE id = ?', index.id);
      if (!row) {
        namesOf(index.domain).delete(index.name);
        return;
      }
      Object.assign(index, readIndex(row));
    },
  };
  return indices;
}

function readIndex(row: Row): IndexState {
  const json = (column: string): Json => {
    const value: unknown = JSON.parse(text(row, column));
    return isObject(value) ? value : {};
  };
  return {
    id: integer(row, 'id'),
    domain: text(row, 'domain'),
    name: text(row, 'name'),
    uuid: text(row, 'uuid'),
    createdAt: integer(row, 'created_at'),
    settings: json('settings'),
    aliases: readAliases(json('aliases')),
    mapping: readMapping(json('mapping')),
    nextSequence: integer(row, 'next_sequence'),
  };
}

/** The aliases of a body; filters and routing are refused, for they would change what a search finds. */
export function readAliases(value: unknown): Record<string, Json> {
  const aliases: Record<string, Json> = {};
  for (const [name, body] of Object.entries(isObject(value) ? value : {})) {
    const alias = isObject(body) ? body : {};
    for (const key of Object.keys(alias)) {
      if (key !== 'is_write_index' && key !== 'is_hidden')
        throw illegalArgument(`[${key}] of alias [${name}] is not done by the embedded search`);
    }
    aliases[name] = alias;
  }
  return aliases;
}

function matchNames(all: IndexState[], pattern: string, aliases: boolean): IndexState[] {
  const like = wildcardPattern(pattern);
  const names = (index: IndexState) => [index.name, ...(aliases ? Object.keys(index.aliases) : [])];
  return all.filter((index) => names(index).some((name) => like.test(name)));
}

function matchesAlias(name: string): SearchError {
  return illegalArgument(
    `The provided expression [${name}] matches an alias, specify the corresponding concrete indices instead.`,
  );
}

function invalidName(name: string, reason: string): SearchError {
  return new SearchError(400, 'invalid_index_name_exception', `Invalid index name [${name}], ${reason}`, {
    index: name,
    index_uuid: '_na_',
  });
}

/** Throws invalid_index_name_exception for what OpenSearch does not take as an index name. */
function checkIndexName(name: string): void {
  if (name !== name.toLowerCase()) throw invalidName(name, 'must be lowercase');
  if (/[\s"*\\<|,>/?]/.test(name)) {
    throw invalidName(name, 'must not contain the following characters [ , ", *, \\, <, |, ,, >, /, ?]');
  }
  if (name.includes('#')) throw invalidName(name, "must not contain '#'");
  if (name.includes(':')) throw invalidName(name, "must not contain ':'");
  if (/^[_\-+]/.test(name)) throw invalidName(name, "must not start with '_', '-', or '+'");
  if (name === '' || name === '.' || name === '..') throw invalidName(name, "must not be '.' or '..'");
  if (Buffer.byteLength(name) > 255)
    throw invalidName(name, `index name is too long, (${Buffer.byteLength(name)} > 255)`);
}
