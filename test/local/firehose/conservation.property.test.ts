import fc from 'fast-check';
import { actionsOf, createFirehoseRoom, documentsOf, searchable, transformed } from '../../support/firehose-room.ts';

const VERDICTS = [
  'Ok',
  'Dropped',
  'ProcessingFailed',
  'missing',
  'twice',
  'unknown result',
  'no data',
  'not base64',
] as const;
const CALLS = ['answers', 'throws', 'not json', 'no list'] as const;

/** What is drawn from a finite list, then repeated for as long as it is asked. */
const cycle = <T>(items: readonly T[], otherwise: T) => {
  let at = 0;
  return () => items[at++ % items.length] ?? otherwise;
};

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('put'),
      count: fc.integer({ min: 1, max: 12 }),
      size: fc.integer({ min: 0, max: 60_000 }),
    }),
    fc.record({ kind: fc.constant('wait'), count: fc.integer({ min: 1, max: 90 }), size: fc.constant(0) }),
  ),
  { minLength: 1, maxLength: 8 },
);

describe('records in = delivered + failed + dropped', () => {
  it('for any answers of the transformation and any failures of the bucket', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.array(fc.constantFrom(...VERDICTS), { minLength: 1, maxLength: 9 }),
        fc.array(fc.constantFrom(...CALLS), { minLength: 1, maxLength: 5 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 2 }),
        async (plan, verdicts, calls, bucketFails, retries) => {
          const room = createFirehoseRoom();
          await room.call('CreateDeliveryStream', {
            DeliveryStreamName: 'stream',
            ...transformed({ NumberOfRetries: String(retries), BufferSizeInMBs: '0.2', BufferIntervalInSeconds: '30' }),
          });
          const nextVerdict = cycle(verdicts, 'Ok');
          const nextCall = cycle(calls, 'answers');
          const nextPut = cycle(bucketFails, false);
          const dropped = new Set<string>();
          room.transform = ({ records }) => {
            const call = nextCall();
            if (call === 'throws') throw new Error('boom');
            if (call === 'not json') return 'not json';
            if (call === 'no list') return { records: 'none' };
            return {
              records: records.flatMap(({ recordId, data }) => {
                const verdict = nextVerdict();
                if (verdict === 'missing') return [];
                if (verdict === 'Dropped') dropped.add(nameOf(data));
                if (verdict === 'twice')
                  return [
                    { recordId, result: 'Ok', data },
                    { recordId, result: 'Ok', data },
                  ];
                if (verdict === 'unknown result') return [{ recordId, result: 'ok', data }];
                if (verdict === 'no data') return [{ recordId, result: 'Ok' }];
                return [
                  {
                    recordId,
                    result: verdict === 'not base64' ? 'Ok' : verdict,
                    data: verdict === 'not base64' ? '{' : data,
                  },
                ];
              }),
            };
          };
          room.failPut = () => {
            if (nextPut()) throw new Error('503');
          };

          const sent = new Set<string>();
          for (const { kind, count, size } of plan) {
            if (kind === 'wait') await room.advance(count);
            else {
              // A put takes 4 MiB at most.
              const fitting = Math.min(count, Math.floor(4_000_000 / (size + 10)));
              const texts = Array.from({ length: fitting }, (_, at) => `<${sent.size + at}>${'x'.repeat(size)}`);
              for (const text of texts) sent.add(text.slice(0, text.indexOf('>') + 1));
              await room.put('stream', ...texts);
            }
          }
          room.failPut = () => {};
          await room.firehose.deliver();

          const delivered = [...(await room.contents('data/')).matchAll(/<\d+>/g)].map(String);
          const failed = (await room.lines('errors/processing-failed/')).map(({ rawData }) => nameOf(String(rawData)));
          const found = [...delivered, ...failed, ...dropped];
          expect(found.length).toBe(sent.size);
          expect(new Set(found)).toEqual(sent);
          expect(room.firehose.buffered()).toEqual({ stream: 0 });
          expect(room.firehose.metrics()['stream']).toMatchObject({ records: sent.size, failed: failed.length });
          await room.close();
        },
      ),
      { numRuns: 20 },
    );
  });

  it('for any answers of a search domain', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.constantFrom(200, 201, 400, 404, 429, 500, 503), { minLength: 1, maxLength: 9 }),
        fc.array(fc.constantFrom('answers', 'throws', '503', 'short'), { minLength: 1, maxLength: 4 }),
        async (count, statuses, answers) => {
          const room = createFirehoseRoom();
          await room.call('CreateDeliveryStream', { DeliveryStreamName: 'stream', ...searchable() });
          const nextStatus = cycle(statuses, 201);
          const nextAnswer = cycle(answers, 'answers');
          const indexed = new Map<string, string>();
          room.bulk = async (_target, body) => {
            const answer = nextAnswer();
            if (answer === 'throws') throw new Error('ECONNRESET');
            if (answer === '503') return { status: 503, body: '' };
            if (answer === 'short') return { status: 200, body: '{"items":[]}' };
            const documents = documentsOf(body);
            const items = actionsOf(body).map((action, at) => {
              const status = nextStatus();
              if (status < 300) indexed.set(action._id ?? '', documents[at] ?? '');
              return { index: { ...action, status, ...(status < 300 ? {} : { error: { type: 'any' } }) } };
            });
            return { status: 200, body: JSON.stringify({ errors: true, items }) };
          };
          const sent = Array.from({ length: count }, (_, n) => (n % 7 === 6 ? `text ${n}` : `{"n":${n}}`));

          await room.put('stream', ...sent);
          for (let second = 0; second < 100; second++) await room.advance(1);
          await room.firehose.deliver();

          const failed = (await room.lines('errors/')).map(({ rawData }) =>
            Buffer.from(String(rawData), 'base64').toString(),
          );
          expect([...indexed.values(), ...failed].sort()).toEqual([...sent].sort());
          expect(room.firehose.buffered()).toEqual({ stream: 0 });
          await room.close();
        },
      ),
      { numRuns: 20 },
    );
  });
});

function nameOf(base64: string): string {
  const text = Buffer.from(base64, 'base64').toString();
  return text.slice(0, text.indexOf('>') + 1);
}
