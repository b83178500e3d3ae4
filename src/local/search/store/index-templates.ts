/**
 * Stands in for composable index templates (`_index_template`): the one of highest priority that matches a new index.
 * Component templates, data streams and legacy `_template` are refused by name.
 */
import { type LocalDatabase, text } from '../../database.ts';
import { isObject, type Json, listOf } from '../json.ts';
import { mergeMapping, readMapping } from '../mapping/mapping.ts';
import { illegalArgument, notDone, SearchError } from '../search-error.ts';
import { wildcardPattern } from '../wildcard.ts';
import { flatSettings } from './settings.ts';

export interface Templates {
  /** Keeps a template; its mapping and patterns are checked now. */
  put(domain: string, name: string, body: Json): void;
  get(domain: string, name: string): Json | undefined;
  list(domain: string): { name: string; body: Json }[];
  /** True when there was one. */
  remove(domain: string, name: string): boolean;
  /** The body of a new index, over the template that its name matches. */
  apply(domain: string, index: string, body: Json): Json;
}

/** The templates of every domain. */
export function createTemplates(database: LocalDatabase): Templates {
  database.define(
    'CREATE TABLE IF NOT EXISTS search_templates (domain TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (domain, name))',
  );
  const read = (value: string): Json => {
    const body: unknown = JSON.parse(value);
    return isObject(body) ? body : {};
  };
  const list = (domain: string) =>
    database
      .all('SELECT name, body FROM search_templates WHERE domain = ? ORDER BY name', domain)
      .map((row) => ({ name: text(row, 'name'), body: read(text(row, 'body')) }));
  return {
    put(domain, name, body) {
      checkTemplate(name, body);
      const priority = Number(body['priority'] ?? 0);
      const same = list(domain).find(
        (other) => other.name !== name && Number(other.body['priority'] ?? 0) === priority && overlap(other.body, body),
      );
      if (same) {
        throw illegalArgument(
          `index template [${name}] has index patterns ${JSON.stringify(body['index_patterns'])} matching patterns from existing templates [${same.name}] with patterns (${same.name} => ${JSON.stringify(same.body['index_patterns'])}) that have the same priority [${priority}], multiple index templates may not match during index creation, please use a different priority`,
        );
      }
      database.run(
        'INSERT OR REPLACE INTO search_templates (domain, name, body) VALUES (?, ?, ?)',
        domain,
        name,
        JSON.stringify(body),
      );
    },
    get: (domain, name) => list(domain).find((template) => template.name === name)?.body,
    list,
    remove: (domain, name) =>
      database.run('DELETE FROM search_templates WHERE domain = ? AND name = ?', domain, name) > 0,
    apply(domain, index, body) {
      const matching = list(domain)
        .filter((template) =>
          listOf(template.body['index_patterns']).some((one) => wildcardPattern(String(one)).test(index)),
        )
        .sort((a, b) => Number(b.body['priority'] ?? 0) - Number(a.body['priority'] ?? 0));
      const template = matching[0]?.body['template'];
      if (!isObject(template)) return body;
      const object = (value: unknown): Json => (isObject(value) ? value : {});
      return {
        settings: { ...flatSettings(template['settings'] ?? {}), ...flatSettings(body['settings'] ?? {}) },
        mappings: mergeMapping(readMapping(object(template['mappings'])), object(body['mappings'])).json,
        aliases: { ...object(template['aliases']), ...object(body['aliases']) },
      };
    },
  };
}

function checkTemplate(name: string, body: Json): void {
  const known = ['index_patterns', 'template', 'priority', 'version', '_meta', 'composed_of', 'data_stream'];
  for (const key of Object.keys(body)) {
    if (!known.includes(key))
      throw new SearchError(400, 'x_content_parse_exception', `[1:1] [index_template] unknown field [${key}]`);
  }
  if (listOf(body['composed_of']).length > 0) throw notDone(`[composed_of] of index template [${name}]`);
  if (body['data_stream'] !== undefined) throw notDone(`[data_stream] of index template [${name}]`);
  if (listOf(body['index_patterns']).length === 0)
    throw illegalArgument(`index template [${name}] needs index_patterns`);
  const template = body['template'];
  if (!isObject(template)) return;
  if (isObject(template['mappings'])) readMapping(template['mappings']);
  flatSettings(template['settings'] ?? {});
}

/** True when some name could match both: one pattern, its stars taken as text, matches the other. */
function overlap(a: Json, b: Json): boolean {
  const patterns = (body: Json) => listOf(body['index_patterns']).map(String);
  return patterns(a).some((left) =>
    patterns(b).some((right) => wildcardPattern(left).test(right) || wildcardPattern(right).test(left)),
  );
}
