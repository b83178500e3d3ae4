/**
 * DynamoDB's exports to and imports from Amazon S3. Either is done when the answer comes, though it says that it goes on.
 * Source: API reference, ExportTableToPointInTime and ImportTable.
 */
import { AwsError } from '../../errors.ts';
import { tableArn } from '../operations/description.ts';
import { type Input, nameOfTable, readInput } from '../operations/item-input.ts';
import type { TableRoom } from '../operations/table-room.ts';
import { createTransferStore, type EndedTransfer, type Transfer, type TransferKind } from '../store/transfer-store.ts';
import { validationError } from '../table-errors.ts';
import type { Buckets } from './buckets.ts';
import { type ExportInput, exportTable } from './export-table.ts';
import { type ImportInput, importTable } from './import-table.ts';

/** An operation that takes longer than a turn. */
export type TransferOperation = (body: Input) => Promise<object>;

interface ListInput {
  readonly TableArn?: string;
  readonly MaxResults?: number;
  readonly PageSize?: number;
  readonly NextToken?: string;
}

/** How AWS names each kind and the list of it, and what the list tells of each. */
const WORDS: Readonly<Record<TransferKind, { word: string; list: string; told: readonly string[] }>> = {
  export: { word: 'Export', list: 'ExportSummaries', told: ['ExportArn', 'ExportStatus', 'ExportType'] },
  import: {
    word: 'Import',
    list: 'ImportSummaryList',
    told: [
      ...['ImportArn', 'ImportStatus', 'TableArn', 'S3BucketSource', 'CloudWatchLogGroupArn', 'InputFormat'],
      ...['StartTime', 'EndTime'],
    ],
  },
};

/** As long as the token of AWS's own (API reference, ListImports). */
const TOKEN_LENGTH = 112;

/** The operations on exports and imports, under DynamoDB's names. They throw AwsError. */
export function transferOperations(room: TableRoom, buckets: Buckets): Readonly<Record<string, TransferOperation>> {
  const store = createTransferStore(room.context.database);
  const once = async (kind: TransferKind, token: string | undefined, run: () => Promise<EndedTransfer>) => {
    const known = token === undefined ? undefined : store.withToken(kind, token);
    if (known) return known.description;
    const { begun, outcome, ...transfer } = await run();
    store.add({ ...transfer, description: { ...begun, ...outcome } });
    return { ...begun, [`${WORDS[kind].word}Status`]: 'IN_PROGRESS' };
  };
  const found = (kind: TransferKind, arn: string) => {
    const transfer = store.get(kind, arn);
    if (transfer) return transfer.description;
    const { word } = WORDS[kind];
    throw new AwsError(`${word}NotFoundException`, `${word} not found: ${arn}`);
  };
  const listed = (kind: TransferKind, { TableArn, NextToken, ...input }: ListInput) => {
    const limit = input.MaxResults ?? input.PageSize ?? 25;
    const arn = TableArn === undefined ? undefined : tableArn(room.context, nameOfTable(TableArn));
    const page = store.page(kind, { tableArn: arn, after: numberIn(NextToken), limit: limit + 1 });
    const shown = page.slice(0, limit);
    return {
      [WORDS[kind].list]: shown.map(({ transfer }) => part(transfer.description, WORDS[kind].told)),
      ...(page.length > limit && { NextToken: tokenAfter(shown.at(-1)?.number ?? 0) }),
    };
  };
  return {
    async ExportTableToPointInTime(body) {
      const input = readInput<ExportInput>('ExportTableToPointInTime', body);
      return { ExportDescription: await once('export', input.ClientToken, () => exportTable(room, buckets, input)) };
    },
    async DescribeExport(body) {
      const { ExportArn } = readInput<{ ExportArn: string }>('DescribeExport', body);
      return { ExportDescription: found('export', ExportArn) };
    },
    async ListExports(body) {
      return listed('export', readInput<ListInput>('ListExports', body));
    },
    async ImportTable(body) {
      const input = readInput<ImportInput>('ImportTable', body);
      return {
        ImportTableDescription: await once('import', input.ClientToken, () => importTable(room, buckets, input)),
      };
    },
    async DescribeImport(body) {
      const { ImportArn } = readInput<{ ImportArn: string }>('DescribeImport', body);
      return { ImportTableDescription: found('import', ImportArn) };
    },
    async ListImports(body) {
      return listed('import', readInput<ListInput>('ListImports', body));
    },
  };
}

function part(description: Transfer['description'], names: readonly string[]): object {
  return Object.fromEntries(names.flatMap((name) => (name in description ? [[name, description[name]]] : [])));
}

function tokenAfter(number: number): string {
  return number.toString(16).padStart(TOKEN_LENGTH, '0');
}

function numberIn(token: string | undefined): number {
  if (token === undefined) return 0;
  const number = /^[0-9a-f]+$/.test(token) ? Number.parseInt(token, 16) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw validationError('Invalid NextToken');
}
