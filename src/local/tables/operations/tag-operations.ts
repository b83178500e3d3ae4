/**
 * DynamoDB's operations on the tags of a table. Texts recorded by dynalite.
 */
import { AwsError } from '../../errors.ts';
import type { TableDefinition } from '../store/definitions.ts';
import { validationError } from '../table-errors.ts';
import { readInput } from './item-input.ts';
import type { TableOperation } from './item-operations.ts';
import type { TableRoom } from './table-room.ts';

type Tag = TableDefinition['tags'][number];

/** Tags come ten at a time. */
const TAGS_IN_PAGE = 10;

interface TagInput {
  readonly NextToken?: string;
  readonly ResourceArn?: string;
  readonly Tags?: readonly Tag[];
  readonly TagKeys?: readonly string[];
}

/** The operations on tags, under DynamoDB's names. They throw AwsError. */
export function tagOperations(room: TableRoom): Readonly<Record<string, TableOperation>> {
  return {
    TagResource: (body) => {
      const input = readInput<TagInput>('TagResource', body);
      const name = checkedName(room, 'TagResource', input.ResourceArn, () => need(input.Tags, 'tags'));
      const tags = input.Tags ?? [];
      if (tags.length === 0) throw validationError('Atleast one Tag needs to be provided as Input.');
      const table = tableOfTags(room, name, `: ResourcArn: ${input.ResourceArn} not found`);
      room.definitions.save({
        ...table,
        tags: [
          ...withoutKeys(
            table,
            tags.map((tag) => tag.Key),
          ),
          ...tags,
        ],
      });
      return {};
    },
    UntagResource: (body) => {
      const input = readInput<TagInput>('UntagResource', body);
      const name = checkedName(room, 'UntagResource', input.ResourceArn, () => need(input.TagKeys, 'tagKeys'));
      const keys = input.TagKeys ?? [];
      if (keys.length === 0) throw validationError('Atleast one Tag Key needs to be provided as Input.');
      const table = tableOfTags(room, name, '');
      room.definitions.save({ ...table, tags: withoutKeys(table, keys) });
      return {};
    },
    ListTagsOfResource: (body) => {
      const input = readInput<TagInput>('ListTagsOfResource', body);
      const name = checkedName(room, 'ListTagsOfResource', input.ResourceArn, () => {});
      const { tags } = tableOfTags(room, name, `: ResourcArn: ${input.ResourceArn} not found`);
      const from = Number(input.NextToken ?? 0) || 0;
      const more = from + TAGS_IN_PAGE < tags.length;
      return {
        Tags: tags.slice(from, from + TAGS_IN_PAGE),
        ...(more && { NextToken: String(from + TAGS_IN_PAGE) }),
      };
    },
  };
}

function withoutKeys({ tags }: TableDefinition, keys: readonly string[]): Tag[] {
  return tags.filter((tag) => !keys.includes(tag.Key));
}

function need(value: unknown, name: string): void {
  if (value !== undefined) return;
  throw validationError(
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  );
}

/** The table's name in an ARN; what else the operation needs is checked before the ARN's last part, as AWS does. */
function checkedName(room: TableRoom, operation: string, arn: string | undefined, before: () => void): string {
  if (arn === undefined) throw validationError('Invalid TableArn');
  if (!/^[^:]+:[^:]+:[^:]+:[^:]+:[^:]+:[^/]+\/.+$/.test(arn)) {
    throw new AwsError(
      'AccessDeniedException',
      `User: arn:aws:iam::${room.context.accountId}:root is not authorized to perform: dynamodb:${operation} on resource: ${arn || '*'}`,
    );
  }
  before();
  const name = /^arn:aws:dynamodb:[^:]+:\d+:table\/([^/]{3,})$/.exec(arn)?.[1];
  if (name === undefined) {
    throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  }
  return name;
}

function tableOfTags(room: TableRoom, name: string, detail: string): TableDefinition {
  const table = room.definitions.get(name);
  if (!table) throw new AwsError('ResourceNotFoundException', `Requested resource not found${detail}`);
  return table;
}
