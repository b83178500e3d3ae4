/**
 * Stands in for Amazon OpenSearch Service's domains: names that lead to an endpoint under the stack's own port.
 * Access policies, sizes and engine versions have no effect.
 */
import { type LocalDatabase, text } from '../../database.ts';

export interface Domains {
  create(name: string): void;
  remove(name: string): void;
  list(): string[];
}

/** The domains that the database holds. */
export function createDomains(database: LocalDatabase): Domains {
  database.define('CREATE TABLE IF NOT EXISTS search_domains (name TEXT PRIMARY KEY)');
  const names = new Set(database.all('SELECT name FROM search_domains').map((row) => text(row, 'name')));
  return {
    create(name) {
      names.add(name);
      database.run('INSERT OR IGNORE INTO search_domains (name) VALUES (?)', name);
    },
    remove(name) {
      names.delete(name);
      database.run('DELETE FROM search_domains WHERE name = ?', name);
    },
    list: () => [...names].sort(),
  };
}

/** The domain's name in its ARN, or in an endpoint below `/_search/`. */
export function domainNameOf(arnOrEndpoint: string): string {
  const path = /\/_search\/([^/?]+)/.exec(arnOrEndpoint) ?? /:domain\/([^/]+)/.exec(arnOrEndpoint);
  return path?.[1] ?? arnOrEndpoint;
}
