/** The parts of dynalite 4 that the local stack calls; dynalite ships no types of its own. */
declare module 'dynalite/db/index.js' {
  interface Store {
    readonly options: object;
    readonly tableDb: { awsAccountId: string; awsRegion: string };
    readonly db: { open(): Promise<void>; close(callback: (error?: unknown) => void): void };
    getTable(name: string, checkStatus: unknown, done?: (error: unknown, table?: unknown) => void): void;
  }
  const database: {
    create(options: { path: string; createTableMs: number; deleteTableMs: number; updateTableMs: number }): Store;
  };
  export default database;
  export type { Store };
}

declare module 'dynalite/validations/index.js' {
  const validations: {
    checkTypes(data: unknown, types: unknown): unknown;
    checkValidations(data: unknown, types: unknown, custom: unknown, store: unknown): void;
  };
  export default validations;
}

declare module 'dynalite/validations/*' {
  const validation: { types: unknown; custom?: unknown };
  export default validation;
}

declare module 'dynalite/actions/*' {
  const action: (store: unknown, data: unknown, done: (error: unknown, output?: unknown) => void) => void;
  export default action;
}
