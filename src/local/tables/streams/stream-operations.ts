/**
 * The API of DynamoDB's streams: what happened to the items of a table, in order, for 24 hours.
 * Every stream has one shard that stays open while the stream is on. Source: DynamoDB Streams API reference.
 */
import { AwsError } from '../../errors.ts';
import { described, streamArn } from '../operations/description.ts';
import type { Input } from '../operations/item-input.ts';
import { nameOfTable } from '../operations/item-input.ts';
import type { TableOperation } from '../operations/item-operations.ts';
import type { TableRoom } from '../operations/table-room.ts';
import { conform } from '../requests/conform.ts';
import { atLeast, atMost, notNull, oneOf } from '../requests/rules.ts';
import { type InputShape, integer, text } from '../requests/shape.ts';
import { validate } from '../requests/validate.ts';
import type { TableDefinition } from '../store/definitions.ts';
import { recordSize, type StoredRecord } from '../store/stream-store.ts';
import { validationError } from '../table-errors.ts';

const KEPT_MS = 24 * 3_600_000;
const ITERATOR_MS = 15 * 60_000;
const MAX_RECORDS = 1000;
const SHARD = 'shardId-00000000000000000000-00000000';
const DIGITS = 21;

const SHAPES: Readonly<Record<string, InputShape>> = {
  ListStreams: {
    members: { TableName: text(), Limit: integer(atLeast(1), atMost(100)), ExclusiveStartStreamArn: text() },
  },
  DescribeStream: {
    members: { StreamArn: text(notNull), Limit: integer(atLeast(1), atMost(100)), ExclusiveStartShardId: text() },
  },
  GetShardIterator: {
    members: {
      StreamArn: text(notNull),
      ShardId: text(notNull),
      ShardIteratorType: text(notNull, oneOf('TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER')),
      SequenceNumber: text(),
    },
  },
  GetRecords: { members: { ShardIterator: text(notNull), Limit: integer(atLeast(1), atMost(MAX_RECORDS)) } },
};

type StreamInput = Readonly<Record<string, string | undefined>> & { readonly Limit?: never };
type Stream = NonNullable<TableDefinition['stream']>;

/** The operations on streams, under their API's names. They throw AwsError. */
export function streamOperations(room: TableRoom): Readonly<Record<string, TableOperation>> {
  return {
    ListStreams: (body) => listStreams(room, body),
    DescribeStream: (body) => describeStream(room, read('DescribeStream', body)),
    GetShardIterator: (body) => getShardIterator(room, read('GetShardIterator', body)),
    GetRecords: (body) => getRecords(room, read('GetRecords', body), body['Limit']),
  };
}

function read(operation: string, body: Input): StreamInput {
  const shape = SHAPES[operation] ?? { members: {} };
  const input: Record<string, unknown> = conform(body, shape.members);
  validate<StreamInput>(input, shape);
  return input;
}

function listStreams(room: TableRoom, body: Input): object {
  const { TableName: name, ExclusiveStartStreamArn: after } = read('ListStreams', body);
  const limit = typeof body['Limit'] === 'number' ? body['Limit'] : 100;
  const streams = room.definitions.all().flatMap((table) => {
    const arn = streamArn(room.context, table);
    const wanted = table.stream && arn && (name === undefined || nameOfTable(name) === table.name);
    return wanted ? [{ StreamArn: arn, TableName: table.name, StreamLabel: table.stream?.label }] : [];
  });
  const from = streams.findIndex(({ StreamArn }) => StreamArn === after) + 1;
  const page = streams.slice(from, from + limit);
  const more = from + limit < streams.length;
  return { Streams: page, ...(more && { LastEvaluatedStreamArn: page.at(-1)?.StreamArn }) };
}

function describeStream(room: TableRoom, { StreamArn: arn = '' }: StreamInput): object {
  const { table, stream } = ofArn(room, arn);
  const { KeySchema } = described(room, table);
  const [first] = room.streams.read(table, stream.label, 0, 1);
  const ending = stream.enabled ? {} : { EndingSequenceNumber: sequenceNumber(room.streams.nextSequence()) };
  return {
    StreamDescription: {
      StreamArn: arn,
      StreamLabel: stream.label,
      StreamStatus: stream.enabled ? 'ENABLED' : 'DISABLED',
      StreamViewType: stream.view,
      CreationRequestDateTime: stream.createdAt / 1000,
      TableName: table.name,
      KeySchema,
      Shards: [
        {
          ShardId: SHARD,
          SequenceNumberRange: {
            StartingSequenceNumber: sequenceNumber(first?.sequence ?? room.streams.nextSequence()),
            ...ending,
          },
        },
      ],
    },
  };
}

function getShardIterator(room: TableRoom, input: StreamInput): object {
  const { StreamArn: arn = '', ShardId, ShardIteratorType: type, SequenceNumber } = input;
  ofArn(room, arn);
  if (ShardId !== SHARD) {
    throw new AwsError('ResourceNotFoundException', 'Requested resource not found: Shard does not exist');
  }
  const byNumber = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER';
  if (byNumber !== (SequenceNumber !== undefined)) {
    throw validationError(
      byNumber
        ? `SequenceNumber must be specified when ShardIteratorType is ${type}`
        : `SequenceNumber must not be specified when ShardIteratorType is ${type}`,
    );
  }
  const given = Number(SequenceNumber ?? 0);
  const from = type === 'LATEST' ? room.streams.nextSequence() : type === 'AFTER_SEQUENCE_NUMBER' ? given + 1 : given;
  return { ShardIterator: iterator(arn, from, room.context.clock.now()) };
}

function getRecords(room: TableRoom, { ShardIterator = '' }: StreamInput, limit: unknown): object {
  const { arn, from, madeAt } = positionOf(ShardIterator);
  const now = room.context.clock.now();
  if (now - madeAt > ITERATOR_MS) {
    throw new AwsError(
      'ExpiredIteratorException',
      'Iterator expired. The iterator was created more than 15 minutes ago.',
    );
  }
  const { table, stream } = ofArn(room, arn);
  room.streams.trim(now - KEPT_MS);
  const records = room.streams.read(table, stream.label, from, typeof limit === 'number' ? limit : MAX_RECORDS);
  const next = (records.at(-1)?.sequence ?? from - 1) + 1;
  const over = !stream.enabled && records.length === 0;
  return {
    Records: records.map((record) => shownRecord(record, stream.view, room.context.region)),
    ...(!over && { NextShardIterator: iterator(arn, next, now) }),
  };
}

function shownRecord({ sequence, at, eventName, change }: StoredRecord, view: Stream['view'], region: string): object {
  const { keys, before, after, expired } = change;
  const old = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? before : undefined;
  const now = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? after : undefined;
  const number = sequenceNumber(sequence);
  return {
    eventID: number.padStart(32, '0'),
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: keys,
      ...(now && { NewImage: now }),
      ...(old && { OldImage: old }),
      SequenceNumber: number,
      SizeBytes: recordSize({ keys, before: old, after: now }),
      StreamViewType: view,
    },
    ...(expired && { userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' } }),
  };
}

function ofArn(room: TableRoom, arn: string): { table: TableDefinition; stream: Stream } {
  const table = room.definitions.get(nameOfTable(arn));
  if (!table?.stream || streamArn(room.context, table) !== arn) {
    throw new AwsError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);
  }
  return { table, stream: table.stream };
}

function sequenceNumber(sequence: number): string {
  return String(sequence).padStart(DIGITS, '0');
}

function iterator(arn: string, from: number, madeAt: number): string {
  return `${arn}|1|${Buffer.from(`${from}/${madeAt}`).toString('base64')}`;
}

function positionOf(text: string): { arn: string; from: number; madeAt: number } {
  const [arn = '', , encoded = ''] = text.split('|');
  const [from, madeAt] = Buffer.from(encoded, 'base64').toString().split('/').map(Number);
  if (from === undefined || madeAt === undefined || Number.isNaN(from) || Number.isNaN(madeAt)) {
    throw validationError('Invalid ShardIterator');
  }
  return { arn, from, madeAt };
}
