/**
 * Stands in for OpenSearch's index templates: put, get and delete.
 * Component templates and simulation are not done.
 */
import { illegalArgument, SearchError } from '../search-error.ts';
import { wildcardPattern } from '../wildcard.ts';
import type { Stores } from './document-routes.ts';
import { anyText, flag, notSet } from './parameters.ts';
import type { Route } from './routes.ts';

/** The routes of index templates. */
export function templateRoutes({ indices }: Pick<Stores, 'indices'>): Route[] {
  const { templates } = indices;
  const missing = (name: string) =>
    new SearchError(404, 'resource_not_found_exception', `index template matching [${name}] not found`);
  return [
    {
      name: 'indices.put_index_template',
      methods: ['PUT', 'POST'],
      path: '/_index_template/{name}',
      parameters: { create: flag, cause: anyText },
      run(call) {
        const name = call.parts['name'] ?? '';
        if (call.flag('create') && templates.list(call.domain).some((template) => template.name === name))
          throw illegalArgument(`index template [${name}] already exists`);
        templates.put(call.domain, name, call.json());
        return { body: { acknowledged: true } };
      },
    },
    ...['/_index_template', '/_index_template/{name}'].map(
      (path): Route => ({
        name: 'indices.get_index_template',
        methods: ['GET', 'HEAD'],
        path,
        parameters: { local: flag, flat_settings: notSet },
        run(call) {
          const name = call.parts['name'] ?? '*';
          const like = wildcardPattern(name);
          const found = templates.list(call.domain).filter((template) => like.test(template.name));
          if (found.length === 0 && !name.includes('*')) throw missing(name);
          return {
            body: {
              index_templates: found.map((template) => ({ name: template.name, index_template: template.body })),
            },
          };
        },
      }),
    ),
    {
      name: 'indices.delete_index_template',
      methods: ['DELETE'],
      path: '/_index_template/{name}',
      run(call) {
        const name = call.parts['name'] ?? '';
        if (!templates.remove(call.domain, name)) throw missing(name);
        return { body: { acknowledged: true } };
      },
    },
  ];
}
