/**
 * DynamoDB's Scan: all items of a table or index in the order of their partition keys' hashes, also in segments.
 * The order of the checks and the texts were recorded by dynalite.
 */
import { checkedConditions } from '../legacy/comparison.ts';
import { keyNames } from '../store/definitions.ts';
import { rowKeyOf, type ScanRange } from '../store/items.ts';
import { validationError } from '../table-errors.ts';
import { attributeOf, type Item } from '../values/attribute-value.ts';
import { PLACE_BITS } from '../values/key-bytes.ts';
import { type Input, type PageInput, readInput } from './item-input.ts';
import { checkKeyPaths, checkKeyPiece } from './key-checks.ts';
import {
  answerPage,
  checkedStart,
  checkFetch,
  checkSelect,
  checkTableStart,
  filterOf,
  type Source,
  sourceOf,
} from './pages.ts';
import { bindExpressions, checkAttributesToGet, checkParameters, nestedHeads } from './request-expressions.ts';
import type { TableRoom } from './table-room.ts';

/** Segments share out this many slices of the places. */
const SLICES = 4096;
const PLACES = 2 ** PLACE_BITS;

/** Carries out a Scan; throws AwsError. */
export function scan(room: TableRoom, body: Input): object {
  const input = readInput<PageInput>('Scan', body);
  checkParameters(
    input,
    ['ProjectionExpression', 'FilterExpression'],
    ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
  );
  checkAttributesToGet(input.AttributesToGet);
  const legacyFilter = input.ScanFilter && checkedConditions(input.ScanFilter);
  const start = checkedStart(input.ExclusiveStartKey);
  checkSegments(input);
  checkSelect(input, '');
  const expressions = bindExpressions(input);

  const source = sourceOf(input, room.table(input.TableName));
  checkStartNames(source, start);
  checkFetch(source);
  if (start) checkTableStart(start, source.table);
  const range = scanRange(input, source, start);
  checkKeyPaths(nestedHeads(expressions.projection?.paths ?? []), source.table);
  checkKeyPaths(nestedHeads(expressions.filter?.paths ?? []), source.table);

  return answerPage(input, source, room.items.scan(source.table, source.index, range), {
    filter: filterOf(expressions, legacyFilter, input.ConditionalOperator),
    projection: expressions.projection,
  });
}

function checkSegments({ Segment, TotalSegments }: PageInput): void {
  if (Segment && TotalSegments === undefined) {
    throw validationError(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (TotalSegments === undefined) return;
  if (Segment === undefined) {
    throw validationError(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (Segment >= TotalSegments) {
    throw validationError(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
    );
  }
}

function checkStartNames({ index, table, keys, startNames }: Source, start: Item | undefined): void {
  if (!start) return;
  if (Object.keys(start).length !== startNames.length) {
    const detail = index ? '' : ': The provided key element does not match the schema';
    throw validationError(`The provided starting key is invalid${detail}`);
  }
  if (!index) return;
  for (const name of keyNames(keys)) {
    if (!attributeOf(start, name)) throw validationError('The provided starting key is invalid');
    checkKeyPiece(start, name, table, keys);
  }
}

/** What a scan visits: a segment, or all where none is named, from behind the start on. */
export function scanRange(
  { Segment = 0, TotalSegments = 1 }: Pick<PageInput, 'Segment' | 'TotalSegments'>,
  { table, keys }: Pick<Source, 'table' | 'keys'>,
  start: Item | undefined,
): ScanRange {
  const slice = PLACES / SLICES;
  const from = Math.ceil((SLICES * Segment) / TotalSegments) * slice;
  const to = Math.ceil((SLICES * (Segment + 1)) / TotalSegments) * slice;
  const after = start && rowKeyOf(table.keys, keys, start);
  if (after && (after.place < from || after.place >= to)) {
    throw validationError(
      `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${TotalSegments} Segment: ${Segment}`,
    );
  }
  return { from, to, ...(after && { after }) };
}
