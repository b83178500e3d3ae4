/** XML as the AWS query protocol writes it: arrays as `<member>`, maps as `<entry><key/><value/></entry>`. */

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

/** Text safe inside an XML element or attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (char) => ESCAPES[char] ?? char);
}

/** One element with its content; undefined and null give no element at all. */
export function xmlElement(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  return `<${name}>${xmlContent(value)}</${name}>`;
}

function xmlContent(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => xmlElement('member', item)).join('');
  if (value instanceof Map) {
    return [...value]
      .map(([key, item]) => `<entry>${xmlElement('key', key)}${xmlElement('value', item)}</entry>`)
      .join('');
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, item]) => (name.startsWith('#') ? flattened(name.slice(1), item) : xmlElement(name, item)))
      .join('');
  }
  return escapeXml(String(value));
}

/** A key written `#Name` holds a flattened list: one `<Name>` for each item. */
function flattened(name: string, items: unknown): string {
  return Array.isArray(items) ? items.map((item) => xmlElement(name, item)).join('') : xmlElement(name, items);
}
