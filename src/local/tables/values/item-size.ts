/**
 * Sizes as DynamoDB counts them: for the limit of an item, for capacity, and for the pages of a query.
 * Names and strings count in UTF-8 bytes (DynamoDB guide, "Item sizes and formats"); a page's sizes were recorded by dynalite.
 */
import { type AttributeValue, type Item, typeOf } from './attribute-value.ts';
import { numberSize } from './number.ts';

/** The most bytes of one item. */
export const MAX_ITEM_BYTES = 409_600;

/** The most bytes that one page of a query or scan reads. */
export const MAX_PAGE_BYTES = 1_048_576;

/** The bytes of an item: names and values. */
export function itemSize(item: Item): number {
  let size = 0;
  for (const [name, value] of Object.entries(item)) size += Buffer.byteLength(name) + valueSize(value);
  return size;
}

/** The bytes that an item adds to a page: as it is stored, its sort key once for each block of it. */
export function sizeInPage(item: Item, rangeKey: string | undefined): number {
  let size = 0;
  let rangeKeySize = 0;
  for (const [name, value] of Object.entries(item)) {
    if (name === rangeKey) rangeKeySize = valueSize(value);
    else size += storedSize(value) + 1;
  }
  return 2 + size + (1 + Math.floor((1 + size) / 3072)) * (18 + rangeKeySize);
}

/** The capacity units of reading or writing an item; no item costs one unit. */
export function capacityUnits(size: number | undefined, access: 'write' | 'strong read' | 'eventual read'): number {
  const block = access === 'write' ? 1024 : 4096;
  const units = size === undefined ? 1 : Math.max(1, Math.ceil(size / block));
  return access === 'eventual read' ? units / 2 : units;
}

function valueSize(value: AttributeValue): number {
  switch (typeOf(value)) {
    case 'S':
      return Buffer.byteLength(value.S ?? '');
    case 'N':
      return numberSize(value.N ?? '0');
    case 'B':
      return binarySize(value.B ?? '');
    case 'SS':
      return sum(value.SS ?? [], Buffer.byteLength);
    case 'NS':
      return sum(value.NS ?? [], numberSize);
    case 'BS':
      return sum(value.BS ?? [], binarySize);
    case 'L':
      return 3 + sum(value.L ?? [], (element) => 1 + valueSize(element));
    case 'M':
      return 3 + Object.keys(value.M ?? {}).length + itemSize(value.M ?? {});
    default:
      return 1;
  }
}

function storedSize(value: AttributeValue): number {
  const type = typeOf(value);
  if (type === 'L') return 3 + sum(value.L ?? [], (element) => 1 + storedSize(element));
  if (type === 'M') {
    return 3 + sum(Object.values(value.M ?? {}), (member) => 2 + storedSize(member));
  }
  const size = valueSize(value);
  switch (type) {
    case 'S':
      return size + (size < 128 ? 1 : size < 16_384 ? 2 : 3);
    case 'SS':
    case 'NS':
    case 'BS':
      return size + (value[type]?.length ?? 0) + 1;
    case 'NULL':
      return 0;
    case 'BOOL':
      return 1;
    default:
      return size + 1;
  }
}

function binarySize(base64: string): number {
  return Buffer.byteLength(base64, 'base64');
}

function sum<T>(values: readonly T[], size: (value: T) => number): number {
  return values.reduce((total, value) => total + size(value), 0);
}
