import * as v from 'valibot';

/**
 * The keys of a JSON document, by the schema that promises it, in lines: its own, then those of each object and list of
 * objects in it. Of several forms, each but the first says by its description which one it is.
 */
export function jsonKeys(schema: v.GenericSchema): string[] {
  const forms = formsOf(schema);
  const own = forms.map((form, index) => {
    const names = Object.keys(entriesOf(form)).join(', ');
    return index === 0 ? names : `${v.getDescription(form)}: ${names}`;
  });
  return [own.join('; '), ...new Set(forms.flatMap((form) => nested(form, '  ')))];
}

function nested(schema: v.GenericSchema, indent: string): string[] {
  return Object.entries(entriesOf(schema)).flatMap(([name, member]) => {
    const inner = unwrapped(member);
    const names = Object.keys(entriesOf(inner));
    return names.length === 0 ? [] : [`${indent}${name}: ${names.join(', ')}`, ...nested(inner, `${indent}  `)];
  });
}

function formsOf(schema: v.GenericSchema): v.GenericSchema[] {
  return 'options' in schema && Array.isArray(schema.options) ? schema.options.filter(isSchema) : [schema];
}

function entriesOf(schema: v.GenericSchema): Record<string, v.GenericSchema> {
  if (!('entries' in schema) || typeof schema.entries !== 'object' || schema.entries === null) return {};
  return Object.fromEntries(Object.entries(schema.entries).filter(([, entry]) => isSchema(entry)));
}

/** A member without what says that it may be missing, null, or there several times. */
function unwrapped(schema: v.GenericSchema): v.GenericSchema {
  if ('wrapped' in schema && isSchema(schema.wrapped)) return unwrapped(schema.wrapped);
  if ('item' in schema && isSchema(schema.item)) return unwrapped(schema.item);
  return schema;
}

function isSchema(value: unknown): value is v.GenericSchema {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';
}
