/** What we use of Stryker's instrumenter; its own types would bring Babel's into every check of ours. */
declare module '@stryker-mutator/instrumenter' {
  interface Position {
    /** From 0. */
    line: number;
    column: number;
  }

  interface Logger {
    isDebugEnabled(): boolean;
    debug(): void;
    info(): void;
    warn(message: string): void;
  }

  export class Instrumenter {
    constructor(logger: Logger);
    instrument(
      files: { name: string; content: string; mutate: boolean }[],
      options: { ignorers: []; excludedMutations: string[]; plugins: null },
    ): Promise<{
      files: { name: string; content: string }[];
      mutants: {
        id: string;
        fileName: string;
        location: { start: Position; end: Position };
        mutatorName: string;
        replacement: string;
        statusReason?: string;
      }[];
    }>;
  }
}
