import { type Checkpoint, checkpointFile } from '../../../../src/operator/replay/archive/checkpoint.ts';
import type { ReplayRequest } from '../../../../src/operator/replay/archive/plan.ts';
import type { ReplayWarning } from '../../../../src/operator/replay/destination.ts';
import { at, lines, type OpenArchiveReplay, openArchiveReplay } from '../../../support/archive-replay.ts';
import { STACK_ID } from '../../../support/replay-stack.ts';

describe('a replay from the archive', () => {
  let replay: OpenArchiveReplay;
  let stack: OpenArchiveReplay['stack'];
  let run: OpenArchiveReplay['run'];
  let bodies: OpenArchiveReplay['bodies'];
  let checkpoint: OpenArchiveReplay['checkpoint'];
  beforeEach(async () => {
    replay = await openArchiveReplay();
    ({ stack, run, bodies, checkpoint } = replay);
  });
  afterEach(() => replay.close());

  describe('that is bound to its stack', () => {
    const OTHER = STACK_ID.replace(/1$/, '2');
    const refused = (message: RegExp) =>
      expect.objectContaining({ name: 'RequestError', message: expect.stringMatching(message) });
    const begin = async () => {
      await stack.deliver(at(1), lines(1, 2));
      await run({ limit: 1 });
      expect(bodies()).toHaveLength(1);
    };
    const rewrite = (change: (checkpoint: Checkpoint) => Checkpoint) => {
      const file = checkpointFile(replay.checkpointFolder, 'r');
      const before = file.read();
      if (before !== undefined) file.write(change(before));
    };

    it('sends nothing on another, and says which is which', async () => {
      await begin();
      stack.state.stackId = OTHER;

      for (const adopt of [true, false]) {
        await expect(run({ resume: 'r', limit: 9, adopt })).rejects.toEqual(
          refused(
            new RegExp(`^the replay r was begun on the stack ${STACK_ID} at .*, and this is the stack ${OTHER} at `),
          ),
        );
      }
      expect([bodies(), checkpoint()?.state]).toEqual([[], 'limit']);
      stack.state.stackId = STACK_ID;
      expect(await run({ resume: 'r', limit: 9 })).toMatchObject({ state: 'done', sent: 2 });
    });

    it('says why it cannot be told which stack is there, and not that it is none', async () => {
      await begin();
      stack.state.denied = true;

      await expect(run({ resume: 'r', limit: 9 })).rejects.toEqual(expect.objectContaining({ name: 'AccessDenied' }));
      expect([bodies(), checkpoint()?.state]).toEqual([[], 'limit']);
    });

    it('and does not know it goes on when it is adopted, and knows it from then on', async () => {
      await begin();
      rewrite(({ boundTo: _boundTo, begun: _begun, ...old }) => old);
      const told: string[] = [];
      const onWarning = ({ sentence }: ReplayWarning) => told.push(sentence((wish) => wish));

      await expect(run({ resume: 'r', limit: 9 })).rejects.toEqual(
        refused(
          /^the replay r does not say on which stack .* reads s3:\/\/archive and sends to orders; this is the stack .*: if it was begun here, adopt goes on/,
        ),
      );
      expect(bodies()).toEqual([]);
      expect(await run({ resume: 'r', limit: 9, adopt: true }, { onWarning })).toMatchObject({ sent: 2 });
      expect(told).toEqual([expect.stringMatching(/^the replay r belongs to the stack .* and reads s3:\/\/archive$/)]);
      expect(checkpoint()).toMatchObject({ state: 'done', boundTo: { stackId: STACK_ID } });
    });

    it('is adopted only where it is resumed', async () => {
      await expect(run({ adopt: true })).rejects.toEqual(refused(/^adopt goes with resume ID$/));
    });

    it('keeps its archive, with the prefix that it began with', async () => {
      await begin();
      rewrite((old) => ({ ...old, bucket: 'another' }));
      await expect(run({ resume: 'r', limit: 9, bucket: 'another' })).rejects.toThrow();
      rewrite((old) => ({ ...old, bucket: 'archive', prefix: 'elsewhere/' }));

      expect(await run({ resume: 'r', limit: 9 })).toMatchObject({ state: 'done', read: 0 });
    });

    it('is bound to its endpoint and bucket by who may not ask for the stack, and goes on with them alone', async () => {
      stack.state.denied = true;
      await begin();
      expect(checkpoint()).toMatchObject({ bucket: 'archive', boundTo: { stackId: null, region: 'us-east-1' } });

      stack.state.denied = false;
      await expect(run({ resume: 'r', limit: 9 })).rejects.toEqual(
        refused(/^the replay r was begun on no stack at http:.*, in us-east-1, and this is the stack /),
      );
      stack.state.denied = true;
      expect(await run({ resume: 'r', limit: 9, bucket: undefined })).toMatchObject({ state: 'done', sent: 2 });
    });

    it('is refused where the archive that is found is not its own', async () => {
      await begin();
      rewrite((old) => ({ ...old, bucket: 'another' }));

      await expect(run({ resume: 'r', limit: 9, bucket: undefined })).rejects.toThrow('the stack has no backup');
      expect(bodies()).toEqual([]);
    });
  });

  describe('before it sends anything', () => {
    const warned = async (request: Partial<ReplayRequest> = {}) => {
      const told: object[] = [];
      const onWarning = ({ sentence, ...fix }: ReplayWarning) => {
        expect(stack.inputsOf('SendMessageBatch')).toEqual([]);
        told.push({ said: sentence((wish) => wish), ...fix });
      };
      await run(request, { onWarning });
      return told;
    };
    beforeEach(() => stack.deliver(at(1), lines(1)));

    it('says nothing where nothing speaks against it', async () => {
      stack.state.consumer = { state: 'Enabled', variables: { BUG_ENABLED: 'false' } };

      expect(await warned()).toEqual([]);
    });

    it('warns of the bug, and of a mapping that is off', async () => {
      stack.state.consumer = { state: 'Disabled', variables: { BUG_ENABLED: 'true' } };

      expect(await warned()).toEqual([
        { said: 'the bug is on in store-fn, so what is sent is corrupted again', fix: { kind: 'bug', to: 'off' } },
        {
          said: 'the mapping of store-fn is off, so what is sent stays in the queue',
          fix: { kind: 'mapping', id: 'mapping-2' },
        },
      ]);
    });

    it('does not warn of what takes from another queue', async () => {
      await stack.queue('other');
      stack.state.consumer = { state: 'Disabled', variables: { BUG_ENABLED: 'true' } };

      expect(await warned({ destination: 'other' })).toEqual([]);
    });

    it('warns of all that the topic reaches, but for the replay', async () => {
      await stack.topic('orders');
      stack.state.consumer = { state: 'Enabled', variables: { BUG_ENABLED: 'true' } };

      expect(await warned({ destination: 'topic', yesAllForks: true })).toEqual([
        expect.objectContaining({ said: expect.stringMatching(/^the bug is on in store-fn/) }),
      ]);
    });

    it.each<[string, Partial<ReplayRequest>, number]>([
      ['warns of a name that is used up', {}, 1],
      ['does not warn of another name', { id: 's' }, 0],
      ['does not warn where the earlier one went elsewhere', { destination: 'other' }, 0],
    ])('%s', async (_, request, warnings) => {
      await stack.queue('other');
      await run();
      stack.asked.length = 0;

      const told = await warned(request);

      expect(told).toHaveLength(warnings);
      for (const each of told) {
        expect(each).toEqual({
          said: 'the replay r was run before and is used up: the 1 events that it reached in orders will not change; choose another id to apply them again',
        });
      }
    });

    it('does not warn of a name that was used up on another stack', async () => {
      await run();
      stack.asked.length = 0;
      stack.state.stackId = STACK_ID.replace(/1$/, '2');

      expect(await warned()).toEqual([]);
    });
  });
});
