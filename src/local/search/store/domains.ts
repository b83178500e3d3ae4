/**
 * Stands in for Amazon OpenSearch Service's domains: names that lead to an endpoint under the stack's own port.
 * Access policies, sizes and engine versions have no effect.
 */
import { isObject } from '../../../domain/is-object.ts';
import { type LocalDatabase, text } from '../../database.ts';

export interface Domains {
  create(name: string): void;
  /** Keeps what is declared of a domain, in place of what was. */
  declare(name: string, properties: object): void;
  /** What was declared of it; nothing for a domain of a data folder of before. */
  declaredOf(name: string): Record<string, unknown>;
  remove(name: string): void;
  list(): string[];
}

/** The domains that the database holds. */
export function createDomains(database: LocalDatabase): Domains {
  database.define('CREATE TABLE IF NOT EXISTS search_domains (name TEXT PRIMARY KEY)');
  database.define(
    'CREATE TABLE IF NOT EXISTS search_domain_properties (name TEXT PRIMARY KEY, properties TEXT NOT NULL)',
  );
  const names = new Set(database.all('SELECT name FROM search_domains').map((row) => text(row, 'name')));
  return {
    create(name) {
      names.add(name);
      database.run('INSERT OR IGNORE INTO search_domains (name) VALUES (?)', name);
    },
    remove(name) {
      names.delete(name);
      database.run('DELETE FROM search_domains WHERE name = ?', name);
      database.run('DELETE FROM search_domain_properties WHERE name = ?', name);
    },
    declare(name, properties) {
      database.run(
        'INSERT OR REPLACE INTO search_domain_properties (name, properties) VALUES (?, ?)',
        ...[name, JSON.stringify(properties)],
      );
    },
    declaredOf(name) {
      const [row] = database.all('SELECT properties FROM search_domain_properties WHERE name = ?', name);
      const properties: unknown = row && JSON.parse(text(row, 'properties'));
      return isObject(properties) ? properties : {};
    },
    list: () => [...names].sort(),
  };
}

/** The domain's name in its ARN, or in an endpoint below `/_search/`. */
export function domainNameOf(arnOrEndpoint: string): string {
  const path = /\/_search\/([^/?]+)/.exec(arnOrEndpoint) ?? /:domain\/([^/]+)/.exec(arnOrEndpoint);
  return path?.[1] ?? arnOrEndpoint;
}
