import { gunzipSync } from 'node:zlib';
import type { Clock } from '../../src/local/clock.ts';
import type { FaultGate, LocalContext } from '../../src/local/context.ts';
import { createFirehose, type Firehose, type FirehoseDependencies } from '../../src/local/firehose/index.ts';
import { createObjects, type Objects } from '../../src/local/objects/index.ts';
import { createTestContext, type TestContext } from './local-context.ts';

export interface TransformEvent {
  invocationId: string;
  deliveryStreamArn: string;
  region: string;
  records: { recordId: string; approximateArrivalTimestamp: number; data: string }[];
}

/** A transformation as a plain function from event to answer; what it throws is a function error. */
export type Transform = (event: TransformEvent) => unknown;

/** The firehose room over a real objects room, with functions and search given by the test. */
export interface FirehoseRoom {
  readonly context: TestContext;
  readonly objects: Objects;
  readonly firehose: Firehose;
  transform: Transform;
  readonly events: TransformEvent[];
  bulk: FirehoseDependencies['search']['bulk'];
  /** Throws what a test wants PutObject to fail with. */
  failPut: (bucket: string, key: string) => void | Promise<void>;
  call(operation: string, input: object): Promise<Record<string, unknown>>;
  put(stream: string, ...texts: string[]): Promise<string[]>;
  /** Moves the clock, and waits for what it started. */
  advance(seconds: number): Promise<void>;
  /** Object keys of a bucket in order. */
  keys(bucket?: string): Promise<string[]>;
  text(key: string, bucket?: string): Promise<string>;
  /** All objects below a prefix as one text, gunzipped where need be. */
  contents(prefix?: string, bucket?: string): Promise<string>;
  /** The parsed lines of all objects below a prefix. */
  lines(prefix: string, bucket?: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:transform';

export function createFirehoseRoom(
  options: {
    folder?: string;
    clock?: Clock;
    faults?: FaultGate;
    onAttempt?: NonNullable<FirehoseDependencies['onAttempt']>;
    /** A real search room in place of `bulk`. */
    search?: (context: LocalContext) => FirehoseDependencies['search'];
  } = {},
): FirehoseRoom {
  const context = createTestContext(options);
  const objects = createObjects(context);
  for (const bucket of ['archive', 'second']) objects.createBucket(bucket);
  const events: TransformEvent[] = [];
  const firehose = createFirehose(context, {
    objects: {
      async put(bucket, key, body, putOptions) {
        await room.failPut(bucket, key);
        await objects.put(bucket, key, body, putOptions);
      },
    },
    functions: {
      async invoke(_name, payload) {
        const event = JSON.parse(payload) as TransformEvent;
        events.push(event);
        try {
          const answer = await room.transform(event);
          return { payload: typeof answer === 'string' ? answer : JSON.stringify(answer) };
        } catch (error) {
          return { payload: JSON.stringify({ errorMessage: String(error) }), functionError: 'Unhandled' };
        }
      },
    },
    ...(options.onAttempt ? { onAttempt: options.onAttempt } : {}),
    search: options.search?.(context) ?? { bulk: (target, body) => room.bulk(target, body) },
  });
  const request = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    requestId: '',
  };

  const list = async (bucket: string): Promise<string[]> => {
    const query = new URLSearchParams({ 'list-type': '2' });
    const answer = await objects.service.handle({ ...request, method: 'GET', path: `/${bucket}`, query });
    return [...String(answer.body).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key);
  };
  const bytesOf = async (bucket: string, key: string): Promise<Buffer> => {
    const found = await objects.get(bucket, key);
    const pieces: Uint8Array[] = [];
    if (found) {
      if (ArrayBuffer.isView(found.body)) pieces.push(found.body);
      else for await (const piece of found.body) pieces.push(piece);
    }
    return Buffer.concat(pieces);
  };
  const room: FirehoseRoom = {
    ...{ context, objects, firehose, events },
    transform: ({ records }) => ({
      records: records.map(({ recordId, data }) => ({ recordId, result: 'Ok', data })),
    }),
    bulk: async (_target, body) => ({ status: 200, body: JSON.stringify(indexedAll(body)) }),
    failPut: () => {},
    async call(operation, input) {
      const perform = firehose.operations[operation];
      if (!perform) throw new Error(`no operation ${operation}`);
      return { ...(await perform({ ...input }, request)) };
    },
    async put(stream, ...texts) {
      const Records = texts.map((text) => ({ Data: Buffer.from(text).toString('base64') }));
      const { RequestResponses } = await room.call('PutRecordBatch', { DeliveryStreamName: stream, Records });
      return (RequestResponses as { RecordId: string }[]).map(({ RecordId }) => RecordId);
    },
    async advance(seconds) {
      await context.advance(seconds * 1000);
      await firehose.idle();
    },
    keys: (bucket = 'archive') => list(bucket),
    text: async (key, bucket = 'archive') => (await bytesOf(bucket, key)).toString(),
    async contents(prefix = '', bucket = 'archive') {
      const texts: string[] = [];
      for (const key of await list(bucket)) {
        if (!key.startsWith(prefix)) continue;
        const bytes = await bytesOf(bucket, key);
        texts.push((bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString());
      }
      return texts.join('');
    },
    async lines(prefix, bucket) {
      const text = await room.contents(prefix, bucket);
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    },
    async close() {
      await firehose.close();
      await objects.close();
      context.dispose();
    },
  };
  return room;
}

/** The answer of a domain that indexed every document of a `_bulk` body. */
export function indexedAll(body: string): { errors: boolean; items: object[] } {
  return { errors: false, items: actionsOf(body).map((action) => ({ index: { ...action, status: 201 } })) };
}

export interface BulkAction {
  _index: string;
  _id?: string;
}

/** The actions of a `_bulk` body in order. */
export function actionsOf(body: string): BulkAction[] {
  const lines = body.split('\n').filter((line) => line !== '');
  return lines.filter((_line, at) => at % 2 === 0).map((line) => (JSON.parse(line) as { index: BulkAction }).index);
}

/** The documents of a `_bulk` body in order. */
export function documentsOf(body: string): string[] {
  return body.split('\n').filter((line, at) => line !== '' && at % 2 === 1);
}

/** An extended S3 destination with a transformation, and a buffer that closes after 60 s. */
export function transformed(parameters: Record<string, string> = {}, settings: object = {}): object {
  return {
    ExtendedS3DestinationConfiguration: {
      BucketARN: 'arn:aws:s3:::archive',
      Prefix: 'data/',
      ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 },
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          {
            Type: 'Lambda',
            Parameters: Object.entries({ LambdaArn: FUNCTION_ARN, ...parameters }).map(
              ([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue }),
            ),
          },
        ],
      },
      ...settings,
    },
  };
}

/** A plain archive that closes its buffer after 60 s or 1 MiB. */
export function archive(settings: object = {}): object {
  return {
    ExtendedS3DestinationConfiguration: {
      BucketARN: 'arn:aws:s3:::archive',
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      ...settings,
    },
  };
}

/** A search destination that closes its buffer after 60 s or 1 MiB. */
export function searchable(settings: object = {}): object {
  return {
    AmazonopensearchserviceDestinationConfiguration: {
      DomainARN: 'arn:aws:es:us-east-1:000000000000:domain/shop',
      IndexName: 'events',
      IndexRotationPeriod: 'NoRotation',
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      RetryOptions: { DurationInSeconds: 30 },
      S3Configuration: {
        BucketARN: 'arn:aws:s3:::archive',
        BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
        Prefix: 'backup/',
        ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
      },
      ...settings,
    },
  };
}
