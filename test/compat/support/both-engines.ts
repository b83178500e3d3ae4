/** The embedded search and a real OpenSearch beside each other, asked the same. */
import { type Ask, type EngineAnswer, embeddedEngine, engineAt } from './engines.ts';
import { type findTools, type RealOpenSearch, startOpenSearch } from './opensearch.ts';

export interface BothEngines {
  readonly real: RealOpenSearch;
  readonly ours: Ask;
  readonly theirs: Ask;
  /** The answer of the embedded one, and that of the real one. */
  both(...asked: Parameters<Ask>): Promise<readonly [ours: EngineAnswer, theirs: EngineAnswer]>;
  stop(): Promise<void>;
}

/** Starts a real OpenSearch, and an embedded one that is as empty. */
export async function startBothEngines(tools: Exclude<ReturnType<typeof findTools>, string>): Promise<BothEngines> {
  const real = await startOpenSearch(tools);
  const theirs = engineAt(real.url);
  const embedded = embeddedEngine();
  return {
    real,
    ours: embedded.ask,
    theirs,
    both: async (...asked) => [await embedded.ask(...asked), await theirs(...asked)],
    async stop() {
      embedded.close();
      await real.stop();
    },
  };
}
