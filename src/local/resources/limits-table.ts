/**
 * Stands in for nothing of AWS: says, from the resource files themselves, what of each type the local stack takes.
 * It tells nothing of the values that are taken; those are the engines' matter.
 */
import type { ResourceProvider } from './provider.ts';
import type { Effect, PropertyTable } from './shapes.ts';

/** A Markdown table of resource types with their properties, each in its class; properties not in it are refused. */
export function limitsTable(providers: Iterable<ResourceProvider>): string {
  const rows = [...providers].map(({ type, effect, table, attributes }) => {
    const performed = effect === 'accepted' ? [] : propertiesOf(table, 'performed');
    return [`\`${type}\``, list(performed), list(propertiesOf(table, 'accepted')), list(attributes)];
  });
  const head = ['Type', 'Performed', 'Accepted without effect', '`Fn::GetAtt`'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Names with a dot before those inside; of an object that is performed, only what is inside is named. */
function propertiesOf(table: PropertyTable, effect: Effect, path = ''): string[] {
  return Object.entries(table)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, property]) => {
      const inner = property.shape.table;
      if (property.effect === 'performed' && inner) return propertiesOf(inner, effect, `${path}${name}.`);
      return property.effect === effect ? [`${path}${name}`] : [];
    });
}

function list(names: readonly string[]): string {
  return names.length === 0 ? '–' : names.map((name) => `\`${name}\``).join(', ');
}
