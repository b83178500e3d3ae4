/**
 * Stands in for OpenSearch's dynamic mapping: the definition that an unknown field gets from its first value.
 * `dynamic_templates` match by type, name and path, with wildcards only.
 */
import { isObject, type Json, listOf } from '../json.ts';
import { wildcardPattern } from '../wildcard.ts';
import { DEFAULT_DATE_FORMAT, detectedDateFormat, parseDate } from './dates.ts';
import { NumberText } from './field-types.ts';
import type { Mapping } from './mapping.ts';

/** The definition for a value (an object, or a scalar) at a path of an index. */
export function dynamicDefinition(mapping: Mapping, path: string, value: Json | string | boolean | NumberText): Json {
  const [kind, plain] = infer(mapping, value);
  return fromTemplate(mapping, path, kind) ?? plain;
}

function infer(mapping: Mapping, value: Json | string | boolean | NumberText): [string, Json] {
  if (value instanceof NumberText) {
    return /[.eE]/.test(value.text) ? ['double', { type: 'float' }] : ['long', { type: 'long' }];
  }
  if (typeof value === 'boolean') return ['boolean', { type: 'boolean' }];
  if (isObject(value)) return ['object', { type: 'object' }];
  const text = String(value);
  if (mapping.json['date_detection'] !== false && Number.isNaN(Number(text))) {
    const formats = mapping.json['dynamic_date_formats'];
    if (Array.isArray(formats)) {
      const format = formats.find((one) => parseDate(text, String(one)) !== undefined);
      if (format !== undefined) return ['date', { type: 'date', format: String(format) }];
    } else {
      const format = detectedDateFormat(text);
      if (format === DEFAULT_DATE_FORMAT) return ['date', { type: 'date' }];
      if (format !== undefined) return ['date', { type: 'date', format, print_format: format.split('||')[0] }];
    }
  }
  if (mapping.json['numeric_detection'] === true && text.trim() !== '' && !Number.isNaN(Number(text))) {
    return /[.eE]/.test(text) ? ['double', { type: 'float' }] : ['long', { type: 'long' }];
  }
  return ['string', { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } }];
}

function fromTemplate(mapping: Mapping, path: string, kind: string): Json | undefined {
  const name = path.slice(path.lastIndexOf('.') + 1);
  for (const entry of listOf(mapping.json['dynamic_templates'])) {
    const template = isObject(entry) ? Object.values(entry)[0] : undefined;
    if (!isObject(template) || !matches(template, path, name, kind)) continue;
    const definition = isObject(template['mapping']) ? template['mapping'] : {};
    const type = String(definition['type'] ?? '{dynamic_type}').replace('{dynamic_type}', dynamicType(kind));
    return JSON.parse(JSON.stringify({ ...definition, type }).replaceAll('{name}', name));
  }
  return undefined;
}

function dynamicType(kind: string): string {
  return kind === 'string' ? 'text' : kind === 'double' ? 'float' : kind;
}

function matches(template: Json, path: string, name: string, kind: string): boolean {
  const type = template['match_mapping_type'];
  if (type !== undefined && type !== '*' && type !== kind) return false;
  // A list is no pattern to OpenSearch (only to Elasticsearch): it matches nothing.
  const like = (key: string, value: string) => {
    const pattern = template[key];
    return typeof pattern === 'string' && wildcardPattern(pattern).test(value);
  };
  if (template['match'] !== undefined && !like('match', name)) return false;
  if (template['path_match'] !== undefined && !like('path_match', path)) return false;
  return !like('unmatch', name) && !like('path_unmatch', path);
}
