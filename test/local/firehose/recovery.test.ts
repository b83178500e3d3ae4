import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock } from '../../../src/local/clock.ts';
import {
  archive,
  createFirehoseRoom,
  type FirehoseRoom,
  searchable,
  transformed,
} from '../../support/firehose-room.ts';

let folder: string;
let room: FirehoseRoom;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forks-recovery-'));
  room = createFirehoseRoom({ folder });
});

afterEach(async () => {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
});

const create = (settings: object) => room.call('CreateDeliveryStream', { DeliveryStreamName: 'stream', ...settings });

/** Opens the same folder as a new process would, without a word to the old one but that its clock stands still. */
const restart = async () => {
  await room.context.database.committed();
  const now = room.context.clock.now();
  await room.firehose.close();
  room.context.dispose();
  room = createFirehoseRoom({ folder, clock: createManualClock(now) });
};

describe('after a restart', () => {
  it('streams and their tags are there, and a buffer closes when it would have (kill -9)', async () => {
    await create({ ...archive(), Tags: [{ Key: 'team', Value: 'shop' }] });
    await room.put('stream', 'kept');
    await room.advance(40);

    await restart();

    expect(await room.call('ListTagsForDeliveryStream', { DeliveryStreamName: 'stream' })).toEqual({
      Tags: [{ Key: 'team', Value: 'shop' }],
      HasMoreTags: false,
    });
    expect(room.firehose.buffered()).toEqual({ stream: 1 });
    await room.advance(19);
    expect(await room.keys()).toEqual([]);
    await room.advance(1);
    expect(await room.contents()).toBe('kept');
  });

  it('an object that was written before the crash is written over, not doubled', async () => {
    await create(archive());
    await room.put('stream', 'once');
    const put = room.objects.put;
    // The bytes reach the bucket, the process dies before the buffer is cleared.
    room.failPut = async (bucket, key) => {
      await put(bucket, key, Buffer.from('once'));
      throw new Error('killed');
    };
    await room.advance(60);
    expect(await room.keys()).toHaveLength(1);

    await restart();
    await room.advance(1);
    await room.firehose.deliver();

    expect(await room.keys()).toHaveLength(1);
    expect(await room.contents()).toBe('once');
  });

  it('a batch that waits for its transformation is transformed, its attempts counted on', async () => {
    await create(transformed({ NumberOfRetries: '3' }));
    room.transform = () => {
      throw new Error('down');
    };
    await room.put('stream', 'x');
    await room.advance(60);
    expect(room.events).toHaveLength(1);

    await restart();
    room.transform = () => {
      throw new Error('still down');
    };
    await room.firehose.deliver();

    expect(room.events).toHaveLength(3);
    expect(await room.lines('errors/processing-failed/')).toMatchObject([{ attemptsMade: 4 }]);
  });

  it('a document keeps its id, so that a retry does not double it', async () => {
    const ids: string[] = [];
    const remember = (body: string) => ids.push(/"_id":"([^"]+)"/.exec(body)?.[1] ?? '');
    await create(searchable());
    room.bulk = async (_target, body) => {
      remember(body);
      return { status: 503, body: '' };
    };
    await room.put('stream', '{"a":1}');
    await room.advance(60);

    await restart();
    room.bulk = async (_target, body) => {
      remember(body);
      return { status: 200, body: '{"items":[{"index":{"status":201}}]}' };
    };
    await room.firehose.deliver();

    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(room.firehose.buffered()).toEqual({ stream: 0 });
  });
});
