import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { providers } from '../../src/local/resources/registry.ts';
import type { PropertyTable } from '../../src/local/resources/shapes.ts';
import { FIXTURE_OF_1 } from '../support/stack-of-1.0.ts';
import { parseTemplate, type Resource, readTemplateOf, templatePathOf, type Value } from '../support/templates.ts';

/** The templates that 1.0 had; of an application that came later there is no stack to update. */
const released = (['shop', 'checkout', 'storage-backup', 'search-analytics', 'replay'] as const).map((name) => ({
  name,
  before: parseTemplate(readFileSync(join(FIXTURE_OF_1, templatePathOf(name)), 'utf8')),
  today: readTemplateOf(name),
}));
const typesOf = (named: Record<string, { Type: string }>) =>
  Object.fromEntries(Object.entries(named).map(([id, { Type }]) => [id, Type]));

/** What of a resource may not change, or CloudFormation makes a new one and deletes the old one with what it holds. */
function fixedProperties({ Type, Properties }: Resource): Record<string, Value> {
  const provider = providers.get(Type);
  if (provider === undefined) throw new Error(`${Type} is not performed locally`);
  return fixedIn(provider.table, Properties ?? {}, '');
}

function fixedIn(table: PropertyTable, properties: Record<string, Value>, path: string): Record<string, Value> {
  const found: Record<string, Value> = {};
  for (const [name, value] of Object.entries(properties)) {
    const property = table[name];
    if (property?.replaces) found[path + name] = value;
    else if (property?.shape.table && typeof value === 'object' && value !== null && !Array.isArray(value))
      Object.assign(found, fixedIn(property.shape.table, value, `${path}${name}.`));
  }
  return found;
}

describe.each(released)('the template of $name, beside that of 1.0', ({ before, today }) => {
  it('keeps every resource under its logical id', () => {
    expect(typesOf(today.Resources)).toMatchObject(typesOf(before.Resources));
  });

  it('keeps every parameter and every output', () => {
    expect(typesOf(today.Parameters)).toMatchObject(typesOf(before.Parameters));
    expect(Object.keys(today.Outputs)).toEqual(expect.arrayContaining(Object.keys(before.Outputs)));
  });

  it.each(Object.entries(before.Resources))('keeps %s as it is in all that would replace it', (id, resource) => {
    const updated = today.Resources[id];
    if (updated === undefined) throw new Error(`${id} is gone`);

    expect(fixedProperties(updated)).toEqual(fixedProperties(resource));
  });

  it.each(Object.entries(before.Resources))('retains %s as 1.0 did', (id, { DeletionPolicy, UpdateReplacePolicy }) => {
    expect(today.Resources[id]).toMatchObject({ ...(DeletionPolicy && { DeletionPolicy, UpdateReplacePolicy }) });
  });
});

test('a table that is keyed otherwise, and a subscription to another queue, would be seen', () => {
  const keyed = (name: string): Resource => ({
    Type: 'AWS::DynamoDB::Table',
    Properties: { BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: name, KeyType: 'HASH' }] },
  });
  expect(fixedProperties(keyed('id'))).not.toEqual(fixedProperties(keyed('key')));
  expect(Object.keys(fixedProperties(keyed('id')))).toEqual(['KeySchema']);

  const subscription = released.find(({ name }) => name === 'checkout')?.before.Resources['OrdersSubscription'];
  if (subscription === undefined) throw new Error('no subscription');
  expect(Object.keys(fixedProperties(subscription)).sort()).toEqual(['Endpoint', 'Protocol', 'TopicArn']);
});
